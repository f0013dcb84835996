//! Has a text become more than text? Scripts that ran, addresses that were called, elements that nobody drew.
use anyhow::{Result, ensure};
use baton_e2e::{Page, Trap};
use serde_json::Value;

/// What the payloads call, in every frame.
pub(super) const HOOKS: &str = "(() => {
  const ran = [];
  const note = (...all) => { (window.top.noted ?? ran).push(all.join(' ') + ' in ' + location.href.slice(0, 60)); };
  if (window === window.top) window.noted = ran;
  window.__ran = note;
  for (const name of ['alert', 'prompt', 'confirm', 'print']) window[name] = () => note(name);
})();";

/// Whatever is in a shadow root, or in the body of a page of ours, and must not be. `args` is the selector of the roots.
const FOUND: &str = "
  const names = 'script,iframe,frame,frameset,object,embed,applet,base,meta,link,style,img,image,picture,video,audio,source,track,'
    + 'template,math,foreignObject,animate,set,use,handler,feImage,marquee,portal,fencedframe,:not(body) > noscript,xmp,plaintext,listing,'
    + 'keygen,bgsound,map,area,svg a,svg title,form[action],baton-chat,font,center,xss,x';
  const found = [];
  for (const root of args === 'body' ? [document.body] : all(args).map((host) => host.shadowRoot).filter(Boolean)) {
    for (const element of root.querySelectorAll(names)) found.push(element.outerHTML.slice(0, 120));
    for (const element of root.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        const bad = /^on|^(src|srcset|srcdoc|ping|background|poster|data|action|formaction|xlink:href|manifest|is)$/i.test(name)
          || (name === 'href' && !/^(https?:\\/\\/[^@]+$|mailto:[^<>]+@|tel:|#[a-z])/i.test(value))
          || (name === 'style' && /url|expression|import|position/i.test(value));
        if (bad) found.push(element.localName + ' ' + name + '=' + value.slice(0, 80));
      }
    }
  }
  const strangers = [...document.querySelectorAll('script,iframe,base,img,style')].filter((e) => /__ran/.test(e.outerHTML));
  return { ran: window.noted, title: document.title === '__ran', found: [...new Set([...found, ...strangers.map((e) => e.outerHTML.slice(0, 120))])].slice(0, 2000) };";

/// All that is wrong in a page after `state`.
pub(super) async fn faults(page: &Page, roots: &str, trap: &Trap, state: &str) -> Result<Vec<String>> {
    let seen = page.eval(FOUND, roots.into()).await?;
    let list = |name: &str| -> Vec<String> {
        let all = seen[name].as_array().map(Vec::as_slice).unwrap_or_default();
        all.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    ensure!(seen["ran"].is_array(), "{state}: nobody listens for what runs");
    let mut faults: Vec<_> = list("ran").iter().map(|ran| format!("{state}: ran: {ran}")).collect();
    if seen["title"] == true {
        faults.push(format!("{state}: ran: the title"));
    }
    faults.extend(list("found").iter().map(|found| format!("{state}: found: {found}")));
    faults.extend(trap.calls().iter().map(|call| format!("{state}: called: {call}")));
    Ok(faults)
}
