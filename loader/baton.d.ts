// What can a page's own code ask of the chat, and what does it hear? Types of `Baton('verb', …)` for TypeScript.

/** What comes with each event. */
interface BatonEvents {
  /** The chat has loaded and can be used. */
  ready: {};
  /** The panel was opened. */
  open: {};
  /** The panel was closed. */
  close: {};
  /** How many messages came while the panel was closed. */
  unread: { count: number };
  /** A message was finished, whoever wrote it. Its text is the visitor's affair: do not pass it on. */
  message: { author: "visitor" | "assistant" | "agent"; text: string };
  /** A person was called. */
  handoff: {};
  /** The visitor waits at this place, 1 being the next. */
  queue: { position: number };
  /** A person has joined. */
  "agent-joined": { name: string };
  /** The person has gone, and another one is being found. */
  "agent-left": {};
  /** The person has handed back to the Assistant. */
  handback: {};
  /** The conversation was marked as resolved. */
  resolved: {};
  /** The visitor has rated the conversation. */
  rated: { score: number };
  /** Something failed; `code` is stable, `message` is for people. */
  error: { code: string; message: string };
}

interface Baton {
  /** The panel. */
  (verb: "open" | "close" | "toggle"): void;
  /** The whole chat, button and panel. */
  (verb: "show" | "hide"): void;
  /** Sends a message as the visitor; the panel stays as it is. */
  (verb: "send", text: string): void;
  /** Begins a new conversation. */
  (verb: "newConversation"): void;
  /** The language of the chat, for example `de` or `pt-BR`. */
  (verb: "setLocale", locale: string): void;
  /** A scheme, or the address of a style sheet that is laid over ours. */
  (verb: "setTheme", theme: "light" | "dark" | "auto" | (string & {})): void;
  /** Forgets the visitor in this browser: token, stored thread and unsent messages. */
  (verb: "shutdown"): void;
  /** Listens; the function that comes back stops it. A queued call, made before the script has run, gives none. */
  <Name extends keyof BatonEvents>(
    verb: "on",
    name: Name,
    listener: (detail: BatonEvents[Name]) => void,
  ): (() => void) | undefined;
  /** Calls made before the script has run, if the page has the stub. */
  q?: unknown[][];
}

declare var Baton: Baton;

interface Window {
  Baton: Baton;
}
