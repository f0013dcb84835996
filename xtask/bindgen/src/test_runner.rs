//! How do browser unit tests start? Cargo runs this program on each compiled test; it serves the test to a
//! headless browser and prints what the browser reported. The published program, unchanged.
fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
