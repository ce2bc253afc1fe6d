//! The page's binary: mounts it, nothing else.

fn main() {
    tributary::app::run();
}
