// Archives and workbooks for the suites, made on the spot: always the same bytes, and none of them committed.

import { existsSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** A ZIP archive of `[path, content]`, deflated. */
export function zip(members) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [path, content] of members) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes, { level: 6 });
    const name = Buffer.from(path);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(4);
    place.writeUInt32LE(offset);
    parts.push(Buffer.from("PK\x03\x04"), common, name, packed);
    directory.push(Buffer.from("PK\x01\x02\x14\0", "latin1"), common, Buffer.alloc(10), place, name);
    offset += 30 + name.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

/** A workbook of one sheet, given as the XML of its rows; `strings` are the texts that cells of type `s` name by place. */
export function xlsx(rows, strings = []) {
  const shared = strings.map((text) => `<si><t>${text}</t></si>`);
  return zip([
    ["[Content_Types].xml", `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${BOOK}.sheet.main+xml"/></Types>`],
    ["_rels/.rels", `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
    ["xl/workbook.xml", `${HEAD}<workbook ${MAIN} xmlns:r="${OFFICE}"><sheets><sheet name="Export" sheetId="1" r:id="rId1"/></sheets></workbook>`],
    ["xl/_rels/workbook.xml.rels", `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`],
    ["xl/styles.xml", `${HEAD}<styleSheet ${MAIN}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`],
    ["xl/sharedStrings.xml", Buffer.concat([Buffer.from(`${HEAD}<sst ${MAIN} count="${strings.length}">`), ...batches(shared), Buffer.from("</sst>")])],
    ["xl/worksheets/sheet1.xml", Buffer.concat([Buffer.from(`${HEAD}<worksheet ${MAIN}><sheetData>`), ...batches(rows), Buffer.from("</sheetData></worksheet>")])],
  ]);
}

/** Text in pieces that each fit into a string. */
function* batches(texts) {
  for (let from = 0; from < texts.length; from += 20_000) yield Buffer.from(texts.slice(from, from + 20_000).join(""));
}

/** A workbook as large as a workbook can be: a header and 1,048,575 sessions, each with an id of its own. */
export function millionRows() {
  const path = join(tmpdir(), "tributary-million-1.xlsx");
  if (existsSync(path)) return path;
  const strings = ["session_id", "user_id", "session_date", "utm_source", "pageviews", "conversions", "google", "bing", "linkedin"];
  const rows = [`<row r="1">${"ABCDEF".split("").map((column, i) => `<c r="${column}1" t="s"><v>${i}</v></c>`).join("")}</row>`];
  for (let row = 2; row <= 1_048_576; row += 1) {
    const id = strings.push(`S${(row * 2654435761) % 4294967296}-${row}`) - 1;
    rows.push(
      `<row r="${row}"><c r="A${row}" t="s"><v>${id}</v></c><c r="B${row}" t="inlineStr"><is><t>U${(row * 48271) % 90001}</t></is></c>` +
        `<c r="C${row}" s="1"><v>${45748 + (row % 180)}</v></c><c r="D${row}" t="s"><v>${6 + (row % 3)}</v></c>` +
        `<c r="E${row}"><v>${1 + (row % 9)}</v></c><c r="F${row}"><v>${row % 50 === 0 ? 1 : 0}</v></c></row>`,
    );
  }
  // Named when it is whole: another suite may be looking for it.
  writeFileSync(`${path}.part`, xlsx(rows, strings));
  renameSync(`${path}.part`, path);
  return path;
}
