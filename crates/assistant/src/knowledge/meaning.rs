//! How near in meaning is a question to each passage, and to which section does it belong?
//!
//! Cosines alone favour lines that are near to everything ("how do I change it"). So the nearest lines also vote for
//! their sections by kernel ridge regression: a line that lies among those of other sections counts for less, and five
//! lines that say the same thing count little more than one.

use super::passage::Passage;
use crate::embedding::{Cache, DIMENSIONS, Embedding, ModelError};
use candle_core::{Device, Tensor};
use std::collections::HashMap;
use std::sync::Arc;

/// Lines that vote, the nearest ones. 100 to 400 and all 2,200 of the guides do equally well; the effort grows with
/// the square.
const VOTERS: usize = 200;

/// How steeply a line's say falls with distance; 1 to 4 do equally well.
const STEEPNESS: f32 = 2.0;

/// How little a single line is believed; 0.2 to 1 do equally well.
const RIDGE: f32 = 0.5;

/// Steps of the solver; after twenty the ranking no longer changes.
const STEPS: usize = 20;

/// Square of the remaining error at which the solver has nothing left to do.
const SOLVED: f32 = 1e-9;

/// What is embedded of a passage: its heading with its text first, then the heading alone and each question that
/// it names.
pub(super) fn texts(passage: &Passage) -> Vec<String> {
    let short = [passage.heading().to_owned()].into_iter().chain(passage.asked.iter().cloned());
    [passage.indexed()].into_iter().chain(short).collect()
}

/// How near a question is to one passage.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Nearness {
    /// Cosine with the heading and text.
    pub(super) text: f32,
    /// Mean of the cosines with all lines of the passage.
    pub(super) agreement: f32,
    /// The votes for its section: about 0 to 1.
    pub(super) section: f32,
}

/// The embeddings of all passages.
#[derive(Debug)]
pub(super) struct Meaning {
    /// One line a row; what two parts of one section share stands here once.
    lines: Tensor,
    /// The section of each line.
    sections: Vec<usize>,
    /// The lines of each passage, in the order of [`texts`].
    of: Vec<Vec<usize>>,
}

impl Meaning {
    /// Collects every passage's embeddings; `None` if one is missing.
    pub(super) fn gather(passages: &[Arc<Passage>], known: &Cache) -> Option<Self> {
        let mut numbers = HashMap::new();
        let (mut lines, mut sections, mut places) = (Vec::new(), Vec::new(), HashMap::new());
        let mut of = Vec::with_capacity(passages.len());
        for passage in passages {
            let next = numbers.len();
            let section = *numbers.entry((&passage.file, &passage.anchor)).or_insert(next);
            let mut own = Vec::new();
            for text in texts(passage) {
                let embedding = known.get(&text)?;
                let place = *places.entry((section, text)).or_insert_with(|| {
                    lines.extend_from_slice(embedding.values());
                    sections.push(section);
                    sections.len() - 1
                });
                own.push(place);
            }
            of.push(own);
        }
        let lines = Tensor::from_vec(lines, (sections.len(), DIMENSIONS), &Device::Cpu).ok()?;
        Some(Self { lines, sections, of })
    }

    /// How near the question is to each passage.
    ///
    /// # Errors
    /// When the arithmetic fails.
    pub(super) fn nearness(&self, asked: &Embedding) -> Result<Vec<Nearness>, ModelError> {
        if self.sections.is_empty() {
            return Ok(Vec::new());
        }
        let asked = Tensor::new(asked.values(), &Device::Cpu)?.unsqueeze(1)?;
        let cosines = self.lines.matmul(&asked)?.squeeze(1)?.to_vec1::<f32>()?;
        let votes = self.votes(&cosines)?;
        let nearness = |own: &Vec<usize>| {
            let first = own.first().copied().unwrap_or_default();
            let sum: f32 = own.iter().map(|line| cosines[*line]).sum();
            Nearness {
                text: cosines[first],
                agreement: sum / own.len().max(1) as f32,
                section: votes.get(&self.sections[first]).copied().unwrap_or_default(),
            }
        };
        Ok(self.of.iter().map(nearness).collect())
    }

    /// What the nearest lines say of their sections. The prediction of kernel ridge regression for one question is
    /// linear in the lines' targets, so one solution gives every section's.
    fn votes(&self, cosines: &[f32]) -> Result<HashMap<usize, f32>, ModelError> {
        let mut nearest: Vec<usize> = (0..cosines.len()).collect();
        nearest.sort_by(|a, b| cosines[*b].total_cmp(&cosines[*a]).then(a.cmp(b)));
        nearest.truncate(VOTERS);
        let rows: Vec<u32> = nearest.iter().filter_map(|line| u32::try_from(*line).ok()).collect();
        let rows = self.lines.index_select(&Tensor::new(rows, &Device::Cpu)?, 0)?;
        let among = rows.matmul(&rows.t()?)?.to_vec2::<f32>()?;
        let among: Vec<Vec<f32>> =
            among.into_iter().map(|row| row.into_iter().map(likeness).collect()).collect();
        let asked: Vec<f32> = nearest.iter().map(|line| likeness(cosines[*line])).collect();
        let mut votes = HashMap::new();
        for (line, weight) in nearest.iter().zip(solve(&among, &asked)) {
            *votes.entry(self.sections[*line]).or_default() += weight;
        }
        Ok(votes)
    }
}

/// From a cosine to the kernel's value: 1 for the same meaning.
fn likeness(cosine: f32) -> f32 {
    (STEEPNESS * (cosine - 1.0)).exp()
}

/// Solves `(matrix + RIDGE × identity) × x = right` for a symmetric matrix, by conjugate gradients.
fn solve(matrix: &[Vec<f32>], right: &[f32]) -> Vec<f32> {
    let mut x = vec![0.0; right.len()];
    let mut rest = right.to_vec();
    let mut way = rest.clone();
    let mut error = dot(&rest, &rest);
    for _ in 0..STEPS {
        if error < SOLVED {
            break;
        }
        let turned: Vec<f32> =
            matrix.iter().zip(&way).map(|(row, own)| dot(row, &way) + RIDGE * own).collect();
        let step = error / dot(&way, &turned);
        x.iter_mut().zip(&way).for_each(|(x, way)| *x += step * way);
        rest.iter_mut().zip(&turned).for_each(|(rest, turned)| *rest -= step * turned);
        let left = dot(&rest, &rest);
        way.iter_mut().zip(&rest).for_each(|(way, rest)| *way = rest + left / error * *way);
        error = left;
    }
    x
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An embedding near the axis `main`, leaning to `side`.
    fn embedding(main: usize, side: usize, lean: f32) -> Embedding {
        let mut values = vec![0.0; DIMENSIONS];
        values[main] = (1.0 - lean * lean).sqrt();
        values[side] = lean;
        Embedding(values)
    }

    #[test]
    fn the_solution_solves() {
        let matrix = [vec![1.0, 0.5, 0.1], vec![0.5, 1.0, 0.2], vec![0.1, 0.2, 1.0]];
        let right = [0.9, 0.4, 0.7];
        let x = solve(&matrix, &right);
        for (row, (own, wanted)) in matrix.iter().zip(x.iter().zip(right)) {
            assert!((dot(row, &x) + RIDGE * own - wanted).abs() < 1e-3, "{x:?}");
        }
    }

    #[test]
    fn a_line_among_those_of_another_section_counts_for_less() -> Result<(), ModelError> {
        let passages = crate::knowledge::split(
            "a.md",
            "# T\n## Own\n<!-- asked: own 1 | own 2 | own 3 -->\nOwn.\n## Stray\n<!-- asked: stray -->\nFar.",
        );
        let passages: Vec<Arc<Passage>> = passages.into_iter().map(Arc::new).collect();
        let mut known = Cache::open(None);
        for (text, place) in [
            ("Own. Own.", embedding(0, 1, 0.3)),
            ("Own", embedding(0, 2, 0.3)),
            ("own 1", embedding(0, 3, 0.3)),
            ("own 2", embedding(0, 4, 0.3)),
            ("own 3", embedding(0, 5, 0.3)),
            ("Stray. Far.", embedding(9, 8, 0.1)),
            ("Stray", embedding(9, 7, 0.1)),
            ("stray", embedding(0, 6, 0.28)),
        ] {
            known.insert(text, place);
        }
        let meaning = Meaning::gather(&passages, &known).expect("all are known");
        let asked = embedding(0, 10, 0.0);
        let cosine = |text: &str| known.get(text).map(|e| asked.cosine(e));
        // The control: alone, the stray line is the nearest.
        for own in ["Own. Own.", "Own", "own 1", "own 2", "own 3", "Stray"] {
            assert!(cosine("stray") > cosine(own), "{own}");
        }
        let near = meaning.nearness(&asked)?;
        assert!(near[0].section > 2.0 * near[1].section, "{near:?}");
        assert!(near[0].text > near[1].text);
        Ok(())
    }
}
