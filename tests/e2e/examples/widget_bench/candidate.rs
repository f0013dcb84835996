//! Who is measured? Baton and two chats from npm, each put on the same page as its own documentation says.

/// Messages in a long thread.
pub(crate) const LONG: usize = 10_000;

/// A chat, and where its parts are. Selectors may pass into open shadow roots by `>>>`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    /// What `--only` and the table call it.
    pub(crate) name: &'static str,
    /// What a visitor clicks.
    pub(crate) launcher: &'static str,
    /// Where a visitor types.
    pub(crate) input: &'static str,
    /// A message of the thread.
    pub(crate) message: &'static str,
    /// The tags on the page of the bench's own site; Baton's page comes from its server.
    tags: fn(long: bool) -> &'static str,
}

/// In the order of the table.
pub(crate) const ALL: [Candidate; 3] = [
    Candidate {
        name: BATON,
        launcher: "baton-chat >>> [part~=launcher]",
        input: "baton-chat >>> [part~=input]",
        message: "baton-chat >>> [part~=message]",
        tags: |_| "",
    },
    Candidate {
        name: N8N,
        launcher: ".chat-window-toggle",
        input: ".chat-input textarea",
        message: ".chat-message",
        tags: |long| if long { N8N_LONG_TAGS } else { N8N_TAGS },
    },
    Candidate {
        name: "deep-chat",
        launcher: "#open-chat",
        input: "deep-chat >>> #text-input",
        message: "deep-chat >>> .message-bubble",
        tags: |long| if long { DEEP_CHAT_LONG_TAGS } else { DEEP_CHAT_TAGS },
    },
];

/// Ours.
pub(crate) const BATON: &str = "baton";
/// Beside which ours must not be slower.
pub(crate) const N8N: &str = "@n8n/chat";

/// "CDN Embed" of its README, from this machine.
const N8N_TAGS: &str = r#"<link href="/npm/@n8n/chat/dist/style.css" rel="stylesheet" />
<script type="module">
  import { createChat } from "/npm/@n8n/chat/dist/chat.bundle.es.js";
  createChat({ webhookUrl: "/n8n/empty" });
</script>"#;
/// The same for a visitor who comes back: it loads the previous session by itself.
const N8N_LONG_TAGS: &str = r#"<link href="/npm/@n8n/chat/dist/style.css" rel="stylesheet" />
<script type="module">
  import { createChat } from "/npm/@n8n/chat/dist/chat.bundle.es.js";
  createChat({ webhookUrl: "/n8n/long" });
</script>"#;

/// The bundle and the element, as its README and its page for plain HTML say. It has no launcher of its own: a button
/// of the page shows what has been laid out from the beginning, which is the quickest that a page can do.
const DEEP_CHAT_TAGS: &str = r#"<script type="module" src="/npm/deep-chat/dist/deepChat.bundle.js"></script>
<div id="chat" style="position:fixed;right:16px;bottom:72px;visibility:hidden">
  <deep-chat connect='{"url":"/deep-chat/answer"}' style="width:360px;height:560px"></deep-chat>
</div>
<button id="open-chat" style="position:fixed;right:16px;bottom:16px" onclick="document.getElementById('chat').style.visibility='visible'">Chat</button>"#;
/// The same with `history` (`loadHistory` takes as long), which has to be there before the element is.
const DEEP_CHAT_LONG_TAGS: &str = r#"<div id="chat" style="position:fixed;right:16px;bottom:72px;visibility:hidden"></div>
<button id="open-chat" style="position:fixed;right:16px;bottom:16px" onclick="document.getElementById('chat').style.visibility='visible'">Chat</button>
<script type="module">
  import "/npm/deep-chat/dist/deepChat.bundle.js";
  const chat = document.createElement("deep-chat");
  chat.style = "width:360px;height:560px";
  chat.connect = { url: "/deep-chat/answer" };
  chat.history = await (await fetch("/deep-chat/long")).json();
  document.getElementById("chat").append(chat);
</script>"#;

impl Candidate {
    /// Where on the bench's own site its page is; Baton's has none.
    pub(crate) fn path(&self, long: bool) -> String {
        let name = self.name.replace(['@', '/'], "-");
        format!("/with{name}{}", if long { "/long" } else { "" })
    }

    /// The demo page with this chat in the place of Baton; without any if there is none.
    pub(crate) fn page(candidate: Option<&Self>, demo: &str, long: bool) -> Option<String> {
        let (before, tag) = demo.rsplit_once("<script async src=\"/baton.js\"")?;
        let (_, after) = tag.split_once("</script>")?;
        let tags = candidate.map_or("", |candidate| (candidate.tags)(long));
        Some(format!("{before}{tags}{after}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEMO: &str = "<p>hi</p><script async src=\"/baton.js\" data-site=\"demo\"></script>\n</body>";

    #[test]
    fn the_page_differs_in_the_chat_alone() {
        assert_eq!(Candidate::page(None, DEMO, false).unwrap(), "<p>hi</p>\n</body>");
        for candidate in &ALL[1..] {
            for long in [false, true] {
                let page = Candidate::page(Some(candidate), DEMO, long).unwrap();
                assert!(page.starts_with("<p>hi</p><") && page.ends_with(">\n</body>"), "{page}");
                assert!(page.contains(candidate.name) && !page.contains("baton.js"), "{page}");
            }
        }
    }

    #[test]
    fn a_page_without_our_tag_is_not_taken_for_one() {
        assert_eq!(Candidate::page(None, "<p>hi</p>", false), None);
    }

    #[test]
    fn every_page_has_a_path_of_its_own() {
        let mut paths: Vec<_> = ALL.iter().flat_map(|one| [one.path(false), one.path(true)]).collect();
        paths.sort();
        paths.dedup();
        assert_eq!(paths.len(), ALL.len() * 2);
    }
}
