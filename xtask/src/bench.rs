//! x
use crate::house::{House, Result};
pub fn bench(_h: &House, _a: &[String]) -> Result<()> {
    Ok(())
}
