//! Content in names: a browser may keep every file for ever, and a new build never meets an old half.
//!
//! A worker's files come from Trunk as `engine.js`, `engine_bg.wasm`, `engine_loader.js`; the page's carry a hash of
//! what Trunk saw, which wasm-opt has changed since.

use super::hash::hash;
use super::{Files, text};
use crate::house::Result;

/// Name of the page.
pub const PAGE: &str = "index.html";

/// The loader's other half: a worker that the engine starts under the name `reader`, which reads slices of files while
/// the engine parses the one before. A file is read as one stream into buffers that the engine gives back (`spare`): a
/// fresh one for each slice would cost more in new pages of memory than the reading itself. A browser that cannot do so
/// reads each slice for itself. Bytes that cannot be read come back as null; the first message says that the worker is
/// there.
const READER: &str = "\
    let blob,stream,at,spare=[],turn,isPlain;\
    const bytes=async(from,to)=>{\
        if(!isPlain&&from!==at)try{\
            stream&&stream.cancel().catch(()=>{});\
            stream=blob.slice(from).stream().getReader({mode:\"byob\"});\
        }catch{isPlain=true}\
        if(isPlain)return blob.slice(from,to).arrayBuffer();\
        const size=to-from;\
        let buffer=spare.pop(),read=0;\
        if(!buffer||buffer.byteLength<size)buffer=new ArrayBuffer(size);\
        while(read<size){\
            const{value,done}=await stream.read(new Uint8Array(buffer,read,size-read));\
            if(done)throw 0;\
            buffer=value.buffer;read+=value.length;\
        }\
        at=to;\
        if(to===blob.size)spare=[];\
        return buffer;\
    };\
    onmessage=({data})=>{\
        if(data.spare)return void spare.push(data.spare);\
        turn=Promise.resolve(turn).then(()=>{\
            if(data.blob){blob=data.blob;at=-1}\
            return bytes(data.from,data.to);\
        }).then(bytes=>postMessage({id:data.id,bytes,size:isPlain?0:data.to-data.from},[bytes]))\
            .catch(()=>{at=-1;postMessage({id:data.id,bytes:null})});\
    };\
    postMessage({})";

/// A binary that does not come is an error of the worker, which whoever started it hears.
const RAISE: &str = "error=>setTimeout(()=>{throw error})";

/// Whether a file belongs to the worker that the page starts.
pub fn is_engine(name: &str) -> bool {
    is_of(name, "engine")
}

/// Whether a file belongs to the worker that the engine starts for archives, workbooks and other encodings.
pub fn is_unpack(name: &str) -> bool {
    is_of(name, "unpack")
}

fn is_worker(name: &str) -> bool {
    is_engine(name) || is_unpack(name)
}

fn is_of(name: &str, worker: &str) -> bool {
    name.rsplit('/')
        .next()
        .is_some_and(|file| file.starts_with(worker))
}

/// Names a worker's script and binary by content: first the script, then the binary.
fn name_worker(files: &mut Files, worker: &str) -> Result<(String, String)> {
    let binary = format!("{worker}_bg.wasm");
    let stem = format!("{worker}-");
    let wasm = rename(files, &binary, &stem, ".wasm")?;
    let script = format!("{worker}.js");
    let content = text(files, &script)?.replace(&binary, &wasm);
    files.insert(script.clone(), content.into_bytes());
    files.remove(&format!("{worker}_loader.js"));
    Ok((rename(files, &script, &stem, ".js")?, wasm))
}

/// Names the workers' scripts and binaries by content and writes the loader, which names them all. Returns the loader's
/// name as it stands before the build id is known.
pub fn name_engine(files: &mut Files) -> Result<String> {
    let (script, wasm) = name_worker(files, "engine")?;
    let (unpack, unpack_wasm) = name_worker(files, "unpack")?;
    let loader = "engine-loader.js".to_string();
    files.insert(
        loader.clone(),
        format!(
            "if(self.name===\"reader\"){{{READER}}}else if(self.name===\"unpack\"){{importScripts(\"./{unpack}\");wasm_bindgen({{module_or_path:\"./{unpack_wasm}\"}}).catch({RAISE});}}else{{self.TRIBUTARY_BUILD=\"BUILD\";self.TRIBUTARY_LOADER=self.location.href;importScripts(\"./{script}\");wasm_bindgen({{module_or_path:\"./{wasm}\"}});}}\n"
        )
        .into_bytes(),
    );
    Ok(loader)
}

/// Names the page's scripts, binary and styles by what they hold now, wherever they are named.
pub fn name_page(files: &mut Files) -> Result<()> {
    // The binary first, then the script that names it, then the script that starts both.
    for ending in ["_bg.wasm", ".css", ".js"] {
        let mut names: Vec<String> = files
            .keys()
            .filter(|name| name.ends_with(ending) && !is_worker(name) && !name.contains('/'))
            .cloned()
            .collect();
        names.sort_by_key(|name| name.starts_with(super::page::START));
        for name in names {
            let stem = name
                .strip_suffix(ending)
                .and_then(|stem| stem.split('-').next())
                .unwrap_or("asset");
            let new = match files.get(&name) {
                Some(bytes) => {
                    format!("{stem}-{}{}", hash(bytes), ending.trim_start_matches("_bg"))
                }
                None => continue,
            };
            move_file(files, &name, &new)?;
        }
    }
    Ok(())
}

/// Renames a file by its content and returns its new name.
fn rename(files: &mut Files, name: &str, stem: &str, ending: &str) -> Result<String> {
    let bytes = files.remove(name).ok_or_else(|| {
        format!(
            "The build left no `{name}`: does index.html link it as a worker with a loader shim?"
        )
    })?;
    let new = format!("{stem}{}{ending}", hash(&bytes));
    files.insert(new.clone(), bytes);
    Ok(new)
}

/// Renames a file and its mentions in the page and the scripts.
fn move_file(files: &mut Files, old: &str, new: &str) -> Result<()> {
    if old == new {
        return Ok(());
    }
    if let Some(bytes) = files.remove(old) {
        files.insert(new.to_string(), bytes);
    }
    let readers: Vec<String> = files
        .keys()
        .filter(|name| *name == PAGE || (name.ends_with(".js") && !is_worker(name)))
        .cloned()
        .collect();
    for reader in readers {
        let content = text(files, &reader)?;
        if content.contains(old) {
            files.insert(reader, content.replace(old, new).into_bytes());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(pairs: &[(&str, &str)]) -> Files {
        pairs
            .iter()
            .map(|(name, content)| ((*name).to_string(), content.as_bytes().to_vec()))
            .collect()
    }

    #[test]
    fn the_worker_s_files_are_named_by_content_and_name_each_other() {
        let mut files = files(&[
            ("engine.js", "load('engine_bg.wasm')"),
            ("engine_bg.wasm", "binary"),
            ("engine_loader.js", "old"),
            ("unpack.js", "load('unpack_bg.wasm')"),
            ("unpack_bg.wasm", "other binary"),
            ("unpack_loader.js", "old"),
        ]);
        let loader = name_engine(&mut files).expect("named");
        let wasm = format!("engine-{}.wasm", hash(b"binary"));
        assert!(files.contains_key(&wasm));
        let script = files
            .keys()
            .find(|name| name.ends_with(".js") && is_engine(name) && **name != loader)
            .expect("script");
        assert_eq!(
            text(&files, script).expect("text"),
            format!("load('{wasm}')")
        );
        assert!(
            text(&files, &loader)
                .expect("text")
                .contains(script.as_str())
        );
        for name in files.keys().filter(|name| is_unpack(name)) {
            assert!(text(&files, &loader).expect("text").contains(name));
        }
        assert!(files.contains_key(&format!("unpack-{}.wasm", hash(b"other binary"))));
    }

    #[test]
    fn the_page_s_files_take_the_hash_of_what_they_hold_now() {
        let mut files = files(&[
            (
                "index.html",
                "<a href='./app-1_bg.wasm'><a href='./app-1.js'>",
            ),
            ("app-1.js", "fetch('app-1_bg.wasm')"),
            ("app-1_bg.wasm", "optimised"),
        ]);
        name_page(&mut files).expect("named");
        let page = text(&files, PAGE).expect("page");
        for name in files.keys().filter(|name| *name != PAGE) {
            assert!(page.contains(name.as_str()), "{name} in {page}");
        }
    }
}
