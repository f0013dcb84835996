//! What does a key do?

/// Something that a key can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Accept the open conversation if it waits, else the first in line.
    Accept,
    /// Go to the next conversation of the board.
    Next,
    /// Go to the previous one.
    Previous,
    /// Write to the visitor.
    Reply,
    /// Write a private note.
    Note,
    /// Hand back to the Assistant.
    HandBack,
    /// Resolve.
    Resolve,
    /// Show or hide the transcript.
    Transcript,
    /// Show the keys.
    Help,
    /// The root cause with this index.
    Cause(usize),
}

/// Where a key was pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyContext {
    /// In a field that takes text.
    pub typing: bool,
    /// With Ctrl, Alt or Meta: that belongs to the browser and the system.
    pub modified: bool,
    /// While the root cause is being chosen.
    pub choosing_cause: bool,
    /// While any other dialog is open.
    pub dialog: bool,
    /// The agent has single keys switched off.
    pub off: bool,
}

/// What a key does, if anything. `key` is the browser's name for it.
#[must_use]
pub fn action(key: &str, at: KeyContext) -> Option<Action> {
    if at.typing || at.modified || at.dialog {
        return None;
    }
    if at.choosing_cause {
        // Works even with single keys off: the dialog shows the digits, and it was opened on purpose.
        let digit = key.parse::<usize>().ok().filter(|digit| (1..=super::CAUSES.len()).contains(digit))?;
        return Some(Action::Cause(digit - 1));
    }
    if at.off {
        return None;
    }
    Some(match key {
        "a" => Action::Accept,
        "j" => Action::Next,
        "k" => Action::Previous,
        "r" => Action::Reply,
        "n" => Action::Note,
        "h" => Action::HandBack,
        "e" => Action::Resolve,
        "t" => Action::Transcript,
        "?" => Action::Help,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_act_only_where_nobody_types() {
        let free = KeyContext::default();
        assert_eq!(action("a", free), Some(Action::Accept));
        assert_eq!(action("A", free), None);
        assert_eq!(action("1", free), None);
        for at in [
            KeyContext { typing: true, ..free },
            KeyContext { modified: true, ..free },
            KeyContext { dialog: true, ..free },
            KeyContext { off: true, ..free },
        ] {
            assert_eq!(action("a", at), None, "{at:?}");
        }
    }

    #[test]
    fn one_digit_chooses_a_cause() {
        let choosing = KeyContext { choosing_cause: true, off: true, ..KeyContext::default() };
        assert_eq!(action("1", choosing), Some(Action::Cause(0)));
        assert_eq!(action("7", choosing), Some(Action::Cause(6)));
        for key in ["0", "8", "a", "11", "-1"] {
            assert_eq!(action(key, choosing), None, "{key}");
        }
        assert_eq!(action("1", KeyContext { typing: true, ..choosing }), None, "a digit in the note");
    }
}
