//! What widget and console share in the browser: typed client, outbox, resumable stream, safe Markdown
