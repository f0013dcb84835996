//! How is a reply kept from hanging, stalling or never ending?

use crate::api::{Deadlines, Failure, Part, Reply};
use async_stream::stream;
use futures_util::StreamExt;
use tokio::time::{Instant, timeout_at};

/// The longest reply, in characters; more is babble.
const LONGEST: usize = 4000;

/// Ends a reply with a failure when a deadline passes, when it grows too long, or when it ends without
/// saying how.
pub(crate) fn within(mut reply: Reply, deadlines: Deadlines) -> Reply {
    Box::pin(stream! {
        let end = Instant::now() + deadlines.total;
        let mut patience = deadlines.first_piece;
        let mut length = 0;
        loop {
            let until = end.min(Instant::now() + patience);
            match timeout_at(until, reply.next()).await {
                Err(_) => {
                    yield Err(Failure::TimedOut);
                    return;
                }
                Ok(None) => {
                    yield Err(Failure::Malformed);
                    return;
                }
                Ok(Some(Ok(Part::Piece(text)))) => {
                    length += text.chars().count();
                    if length > LONGEST {
                        yield Err(Failure::Babbling);
                        return;
                    }
                    patience = deadlines.stall;
                    yield Ok(Part::Piece(text));
                }
                Ok(Some(last)) => {
                    yield last;
                    return;
                }
            }
        }
    })
}
