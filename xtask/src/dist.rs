//! What is released, and is it small enough? The release binary with the assets inside, and the size table.
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::assets::Manifest;
use crate::budget::{self, Row};
use crate::demo::{self, Demo};
use crate::process::{cargo, run};
use crate::progress::Progress;
use crate::repo::Repo;
use crate::run::Options;
use crate::stamp;

/// Builds, measures and judges.
///
/// # Errors
/// When something does not build or is over its budget.
pub(crate) fn dist(repo: &Repo, progress: &Progress, sizes_only: bool) -> Result<()> {
    let manifest = crate::run::build(repo, progress)?;
    let mut rows = budget::rows(&manifest);
    rows.extend(bootstrap_rows(repo, progress)?);
    if !sizes_only {
        release(repo, progress)?;
    }
    progress.table();
    print_others(&manifest);
    let (table, faults) = budget::judge(&rows);
    println!("\n{table}");
    if !faults.is_empty() {
        bail!("over budget:\n  {}", faults.join("\n  "));
    }
    Ok(())
}

/// The one binary, assets included, into `dist/`.
fn release(repo: &Repo, progress: &Progress) -> Result<()> {
    progress.step("server: compile for release", |step| {
        let mut build = cargo(&repo.root);
        build.args(["build", "--release", "--package", "baton-server", "--features", "embedded-assets"]);
        run(step, build.env("BATON_ASSETS_DIR", repo.assets()))?;
        let built = repo.target.join("release/baton");
        stamp::write(&repo.root.join("dist/.keep"), "")?;
        std::fs::copy(&built, repo.root.join("dist/baton")).context("cannot write dist/baton")?;
        Ok(())
    })?;
    let size = std::fs::metadata(repo.root.join("dist/baton")).context("dist/baton is missing")?.len();
    println!("dist/baton: {:.1} MB", size as f64 / 1e6);
    Ok(())
}

/// What the first open asks the server for: the bootstrap answer, with the policy in it counted apart.
fn bootstrap_rows(repo: &Repo, progress: &Progress) -> Result<Vec<Row>> {
    progress.step("measure the bootstrap answer", |step| {
        let port = free_port()?;
        let demo = Demo::new(repo, &Options { port, fresh: false }).in_folder(repo.work().join("dist-demo"));
        demo.prepare(step)?;
        let mut server = demo.start(step)?;
        let answer = get(port, &format!("/v1/sites/{}/bootstrap?locale=en", demo::SITE));
        Demo::stop(&mut server)?;
        let mut bootstrap: Value =
            serde_json::from_slice(&answer?).context("the bootstrap answer is not JSON")?;
        let policy = bootstrap["policy"].take();
        if policy.is_null() {
            bail!("the bootstrap answer carries no policy");
        }
        let folder = repo.work().join("bootstrap");
        let parts = [("bootstrap", bootstrap), ("policy", policy)];
        parts.into_iter().map(|(part, value)| measure(repo, step, &folder, part, &value)).collect()
    })
}

fn measure(
    repo: &Repo,
    step: &crate::progress::Step,
    folder: &Path,
    part: &'static str,
    value: &Value,
) -> Result<Row> {
    let path = folder.join(format!("{part}.json"));
    let text = value.to_string();
    stamp::write(&path, &text)?;
    run(step, Command::new("node").arg(repo.root.join("xtask/npm/compress.mjs")).arg(&path))?;
    let size = |ending: &str| Ok::<_, anyhow::Error>(stamp::read(&path.with_extension(ending))?.len() as u64);
    Ok(Row { part, raw: text.len() as u64, gzip: size("json.gz")?, brotli: size("json.br")? })
}

/// The files that no visitor's first open pays for.
fn print_others(manifest: &Manifest) {
    println!("\n{:<30} {:>10} {:>10} {:>10}", "beside the widget, bytes", "raw", "gzip", "brotli");
    for file in manifest.files.iter().filter(|file| file.role.contains('-')) {
        println!("{:<30} {:>10} {:>10} {:>10}", file.role, file.raw, file.gzip, file.brotli);
    }
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}

/// The body of a GET to this machine, uncompressed.
fn get(port: u16, path: &str) -> Result<Vec<u8>> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    // HTTP/1.0 asks for a body that ends with the connection, so there are no chunks to undo.
    let origin = format!("http://127.0.0.1:{port}");
    write!(stream, "GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nOrigin: {origin}\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    body(&answer).with_context(|| format!("GET {path}: {}", String::from_utf8_lossy(&answer)))
}

/// The body of an answer with status 200.
fn body(answer: &[u8]) -> Option<Vec<u8>> {
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let first = answer.split(|byte| *byte == b'\r').next()?;
    first.ends_with(b"200 OK").then(|| answer[end + 4..].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_good_answer_has_a_body() {
        assert_eq!(body(b"HTTP/1.0 200 OK\r\na: b\r\n\r\n{}"), Some(b"{}".to_vec()));
        assert_eq!(body(b"HTTP/1.0 404 Not Found\r\n\r\n{}"), None);
    }
}
