//! How is the tree shown? As elements and text nodes that are made one by one; no text is ever read as HTML.

use super::{Block, Inline};
use wasm_bindgen::JsValue;
use web_sys::{Document, DocumentFragment, Node};

/// Builds the nodes of a message, to be appended where it is shown.
///
/// # Errors
/// When the document refuses to make an element, which it does not for these names.
pub fn render(document: &Document, blocks: &[Block]) -> Result<DocumentFragment, JsValue> {
    let fragment = document.create_document_fragment();
    append_blocks(document, &fragment, blocks)?;
    Ok(fragment)
}

fn append_blocks(document: &Document, parent: &Node, blocks: &[Block]) -> Result<(), JsValue> {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => append_inlines(document, &child(document, parent, "p")?, inlines)?,
            // A real heading would break into the page's outline.
            Block::Heading(inlines) => {
                let strong = child(document, &child(document, parent, "p")?, "strong")?;
                append_inlines(document, &strong, inlines)?;
            }
            Block::Code(code) => {
                let pre = document.create_element("pre")?;
                // Wide code scrolls, and what scrolls must be reachable by keyboard.
                pre.set_attribute("tabindex", "0")?;
                child(document, &pre, "code")?.set_text_content(Some(code));
                parent.append_child(&pre)?;
            }
            Block::Quote(blocks) => append_blocks(document, &child(document, parent, "blockquote")?, blocks)?,
            Block::List { start, items } => {
                let list = document.create_element(if start.is_some() { "ol" } else { "ul" })?;
                if let Some(start) = start.filter(|start| *start != 1) {
                    list.set_attribute("start", &start.to_string())?;
                }
                for item in items {
                    append_item(document, &child(document, &list, "li")?, item)?;
                }
                parent.append_child(&list)?;
            }
        }
    }
    Ok(())
}

/// An item of one paragraph is a line, not a paragraph with space around it.
fn append_item(document: &Document, item: &Node, blocks: &[Block]) -> Result<(), JsValue> {
    match blocks.split_first() {
        Some((Block::Paragraph(inlines), rest)) => {
            append_inlines(document, item, inlines)?;
            append_blocks(document, item, rest)
        }
        _ => append_blocks(document, item, blocks),
    }
}

fn append_inlines(document: &Document, parent: &Node, inlines: &[Inline]) -> Result<(), JsValue> {
    for inline in inlines {
        match inline {
            Inline::Text(text) => {
                parent.append_child(&document.create_text_node(text))?;
            }
            Inline::Strong(inside) => append_inlines(document, &child(document, parent, "strong")?, inside)?,
            Inline::Emphasis(inside) => append_inlines(document, &child(document, parent, "em")?, inside)?,
            Inline::Code(code) => child(document, parent, "code")?.set_text_content(Some(code)),
            Inline::Break => {
                child(document, parent, "br")?;
            }
            Inline::Link { url, text } => {
                let link = document.create_element("a")?;
                link.set_attribute("href", url)?;
                link.set_attribute("target", "_blank")?;
                link.set_attribute("rel", "noopener noreferrer nofollow ugc")?;
                append_inlines(document, &link, text)?;
                parent.append_child(&link)?;
            }
        }
    }
    Ok(())
}

fn child(document: &Document, parent: &Node, name: &str) -> Result<Node, JsValue> {
    let element: Node = document.create_element(name)?.into();
    parent.append_child(&element)
}
