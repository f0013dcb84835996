//! What does an agent know of a case before the first word: in layers, the most useful first?

use super::desk;
use crate::state::{measure, outcome_label, percent, reason_label, trend_label};
use baton_conversation::{BriefSource, ContextPackage, Score};
use leptos::prelude::*;

/// Summary, key details, what was tried, why it came, where the visitor was.
#[component]
pub(super) fn Layers() -> impl IntoView {
    let desk = desk();
    let known = Memo::new(move |_| {
        desk.open.with(|open| open.thread().map(|thread| (thread.brief.clone(), thread.context.clone())))
    });
    view! {
        <section class="layers" aria-label="About this case" data-test="layers" tabindex="0">
            {move || match known.get() {
                Some((None, None)) | None => view! {
                    <p class="hint">{"No handoff is under way. The layers of the case appear here when a person is called."}</p>
                }
                .into_any(),
                Some((brief, context)) => {
                    let brief = brief.map(|(brief, by)| {
                        view! {
                            <div class="layer" data-test="summary">
                                <h3>{"Summary"}</h3>
                                <p>{if brief.summary.is_empty() { "No summary.".to_owned() } else { brief.summary }}</p>
                                {source_line(by)}
                            </div>
                            {details(brief.details)}
                        }
                    });
                    view! { {brief} {context.map(context_layers)} }.into_any()
                }
            }}
        </section>
    }
}

fn source_line(by: BriefSource) -> AnyView {
    match by {
        BriefSource::Visitor => {
            view! { <p class="mark" data-test="corrected">{"Corrected by the visitor"}</p> }.into_any()
        }
        BriefSource::Llm => view! { <p class="hint">{"Written by the model"}</p> }.into_any(),
        BriefSource::Local => view! { <p class="hint">{"Taken from the thread"}</p> }.into_any(),
    }
}

fn details(details: Vec<baton_conversation::Detail>) -> Option<impl IntoView> {
    (!details.is_empty()).then(|| {
        view! {
            <div class="layer" data-test="details">
                <h3>{"Key details"}</h3>
                <dl>
                    {details
                        .into_iter()
                        .map(|detail| view! { <div><dt>{detail.label}</dt><dd>{detail.value}</dd></div> })
                        .collect_view()}
                </dl>
            </div>
        }
    })
}

fn context_layers(context: ContextPackage) -> impl IntoView {
    view! { {tried(&context)} {why(&context)} {sentiment(&context.sentiment_trend)} {trail(&context)} }
}

fn tried(context: &ContextPackage) -> impl IntoView + use<> {
    let attempts = context.attempted_solutions.clone();
    let failed = context.failed_actions.clone();
    let nothing = attempts.is_empty() && failed.is_empty();
    view! {
        <div class="layer" data-test="tried">
            <h3>{"What was tried"}</h3>
            {nothing.then(|| view! { <p class="hint">{"Nothing yet."}</p> })}
            <ol class="attempts">
                {attempts
                    .into_iter()
                    .map(|attempt| {
                        let end = [outcome_label(attempt.outcome), ", ", &percent(attempt.confidence)].concat();
                        view! {
                            <li>
                                <p class="attempt-question">{attempt.question}</p>
                                <p class="attempt-answer">{attempt.answer}</p>
                                <p class="hint">{end}{attempt.source.map(|source| [" · ", &source].concat())}</p>
                            </li>
                        }
                    })
                    .collect_view()}
                {failed
                    .into_iter()
                    .map(|action| view! { <li><p class="attempt-question">{action.name}" failed"</p><p class="hint">{action.code}</p></li> })
                    .collect_view()}
            </ol>
        </div>
    }
}

fn why(context: &ContextPackage) -> impl IntoView + use<> {
    let reason = reason_label(context.auto_escalated_due_to);
    let (issue, rule) = (context.issue.clone(), context.rule.clone());
    let (measured, numbers) = measure(context.score, context.threshold);
    let evidence = context.evidence.clone();
    view! {
        <div class="layer" data-test="why">
            <h3>{"Why it came"}</h3>
            <p><strong>{reason}</strong></p>
            <dl>
                {issue.map(|issue| view! { <div><dt>{"Seems to be about"}</dt><dd data-test="issue">{issue}</dd></div> })}
                <div><dt>{"Rule"}</dt><dd><code>{rule}</code></dd></div>
                <div><dt>{measured}</dt><dd>{numbers}</dd></div>
                {context.confidence.map(|c| view! { <div><dt>{"Last confidence"}</dt><dd>{percent(c)}</dd></div> })}
            </dl>
            <ul class="evidence" aria-label="Evidence">
                {evidence.into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}
            </ul>
        </div>
    }
}

fn sentiment(trend: &[Score]) -> Option<impl IntoView + use<>> {
    let label = trend_label(trend)?;
    // The box is 100 wide and 24 high; zero is the middle.
    let gaps = u32::try_from(trend.len().saturating_sub(1)).unwrap_or(1).max(1);
    let points: Vec<_> = trend
        .iter()
        .zip(0_u32..)
        .map(|(score, i)| format!("{},{}", i * 100 / gaps, 12 - score.0.clamp(-1000, 1000) * 11 / 1000))
        .collect();
    let line = (trend.len() > 1).then(|| {
        view! {
            <svg class="trend" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <line x1=0 y1=12 x2=100 y2=12 />
                <polyline points=points.join(" ") />
            </svg>
        }
    });
    Some(view! {
        <div class="layer" data-test="sentiment">
            <h3>{"Mood"}</h3>
            <p>{label}</p>
            {line}
        </div>
    })
}

fn trail(context: &ContextPackage) -> Option<impl IntoView + use<>> {
    let pages = context.page_trail.clone();
    let locale = context.locale.clone();
    (!pages.is_empty()).then(|| {
        view! {
            <div class="layer" data-test="trail">
                <h3>{"Pages"}</h3>
                <ol class="trail">
                    {pages
                        .into_iter()
                        .map(|page| {
                            let title = if page.title.is_empty() { page.path.clone() } else { page.title };
                            view! { <li><span>{title}</span>" "<code>{page.path}</code></li> }
                        })
                        .collect_view()}
                </ol>
                <p class="hint">{"Language "}{locale}</p>
            </div>
        }
    })
}
