//! What does the console sound like when something asks for attention?

use web_sys::AudioContext;

/// A short, soft tone. Silent where the browser does not allow sound yet.
pub(crate) fn chime() {
    // Nothing depends on the sound, so no failure of it matters.
    let _ = play();
}

fn play() -> Result<(), wasm_bindgen::JsValue> {
    let audio = AudioContext::new()?;
    let (tone, volume) = (audio.create_oscillator()?, audio.create_gain()?);
    let now = audio.current_time();
    tone.frequency().set_value(660.0);
    volume.gain().set_value_at_time(0.08, now)?;
    volume.gain().exponential_ramp_to_value_at_time(0.0005, now + 0.35)?;
    tone.connect_with_audio_node(&volume)?;
    volume.connect_with_audio_node(&audio.destination())?;
    tone.start()?;
    tone.stop_with_when(now + 0.4)
}
