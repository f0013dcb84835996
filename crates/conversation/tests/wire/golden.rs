//! How is a value compared with its written form?

use baton_json::{FromJson, ToJson};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use std::fmt::Debug;

/// Examples of one file, by name.
pub(crate) struct Golden {
    file: &'static str,
    found: Map<String, Value>,
}

impl Golden {
    pub(crate) fn new(file: &'static str) -> Self {
        Self { file, found: Map::new() }
    }

    /// Adds an example and checks that it reads back, with the server's code and with the browser's.
    pub(crate) fn add<T>(&mut self, name: &str, value: &T)
    where
        T: Serialize + DeserializeOwned + FromJson + ToJson + PartialEq + Debug,
    {
        let json = serde_json::to_value(value).unwrap();
        let back: T = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(&back, value, "{name} does not read back");
        let text = serde_json::to_string(value).unwrap();
        assert_eq!(
            baton_json::from_str::<T>(&text).as_ref(),
            Ok(value),
            "{name} is read otherwise in the browser"
        );
        assert_eq!(baton_json::to_string(value), text, "{name} is written otherwise in the browser");
        assert!(self.found.insert(name.into(), json).is_none(), "{name} comes twice");
    }

    /// Adds what a client sends: an unknown field in it is refused.
    pub(crate) fn add_request<T>(&mut self, name: &str, value: &T)
    where
        T: Serialize + DeserializeOwned + FromJson + ToJson + PartialEq + Debug,
    {
        self.add(name, value);
        let mut json = serde_json::to_value(value).unwrap();
        json.as_object_mut().unwrap().insert("surprise".into(), Value::Null);
        assert!(serde_json::from_value::<T>(json).is_err(), "{name} takes an unknown field");
    }

    /// Compares with the file.
    pub(crate) fn check(self) {
        let path = format!("{}/tests/wire/{}", env!("CARGO_MANIFEST_DIR"), self.file);
        let found = serde_json::to_string_pretty(&Value::Object(self.found.clone())).unwrap() + "\n";
        if std::env::var_os("BATON_BLESS").is_some() {
            std::fs::write(&path, &found).unwrap();
        }
        self.compare(&std::fs::read_to_string(&path).unwrap_or_default());
    }

    fn compare(&self, text: &str) {
        let written: Map<String, Value> = serde_json::from_str(text).unwrap_or_default();
        for (name, value) in &self.found {
            assert_eq!(Some(value), written.get(name), "{name} in {} has changed", self.file);
        }
        for name in written.keys() {
            assert!(self.found.contains_key(name), "{name} is in {} and nowhere else", self.file);
        }
    }
}

/// Neither a changed example nor a request that takes anything goes unnoticed.
#[test]
fn the_comparison_can_fail() {
    let fails = |check: fn()| std::panic::catch_unwind(check).is_err();
    assert!(fails(|| {
        let mut golden = Golden::new("a-file-that-is-not-there.json");
        golden.found.insert("hello".into(), Value::Null);
        golden.compare("{\"hello\": 1}");
    }));
    assert!(fails(|| {
        let open = std::collections::BTreeMap::<String, Option<u8>>::new();
        Golden::new("open.json").add_request("open", &open);
    }));
}
