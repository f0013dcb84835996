//! Which small drawings does the interface use? Inline, because a strict policy allows no image from elsewhere.

/// The outline of an arrow that sends.
pub(super) const SEND: &str = "M4 12 20 4l-4.5 16-4-7zM11.5 13 20 4";
/// A cross.
pub(super) const CLOSE: &str = "M6 6l12 12M18 6 6 18";
/// Two people.
pub(super) const PEOPLE: &str = "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-3.5 3-5.5 6.5-5.5s6 2 6.5 5.5M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.8c2 .8 3.2 2.6 3.5 5.2";
/// A spark: something made by a machine.
pub(super) const SPARK: &str =
    "M12 3l1.9 5.6L19.5 10.5l-5.6 1.9L12 18l-1.9-5.6L4.5 10.5l5.6-1.9zM19 16v4M17 18h4";
/// A clock.
pub(super) const CLOCK: &str = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2";
/// A pencil.
pub(super) const PENCIL: &str = "M4 20l1-4L16.5 4.5l3 3L8 19zM14 7l3 3";
/// A star.
pub(super) const STAR: &str = "M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9L3.500 9.7l5.900-.8z";
