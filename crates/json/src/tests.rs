//! Does it read and write what `serde_json` reads and writes, and refuse what that refuses?

use crate::{FromJson, Malformed, ToJson, from_str, to_string};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Debug;

#[derive(Debug, PartialEq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
enum Shape {
    Point,
    Named(String),
    Pair(u8, i64),
    Box { width: u32, tall: Option<bool> },
    Many(Vec<Shape>),
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
struct Strict {
    #[serde(default)]
    a: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    b: Option<String>,
}

/// Both must agree on the value, or both refuse.
fn same<T: DeserializeOwned + FromJson + Debug + PartialEq>(text: &str) {
    let theirs: Option<T> = serde_json::from_str(text).ok();
    assert_eq!(from_str::<T>(text).ok(), theirs, "{text}");
}

/// Both must write the same, and it must read back as it was.
fn round<T: Serialize + DeserializeOwned + FromJson + ToJson + Debug + PartialEq>(value: &T) {
    let text = to_string(value);
    assert_eq!(text, serde_json::to_string(value).unwrap());
    assert_eq!(&from_str::<T>(&text).unwrap(), value, "{text}");
}

#[test]
fn values_go_there_and_back() {
    round(&vec![
        Shape::Point,
        Shape::Named("a\"\\\n\u{1}é😀".into()),
        Shape::Pair(255, i64::MIN),
        Shape::Box { width: 3, tall: Some(false) },
        Shape::Box { width: 0, tall: None },
        Shape::Many(vec![Shape::Point, Shape::Many(vec![])]),
    ]);
    round(&BTreeMap::from([("k y".to_owned(), vec![1, 2]), (String::new(), vec![])]));
    round(&Strict { a: -1, b: Some(String::new()) });
    round(&Strict::default());
    round(&(1_u64, "x".to_owned()));
    round(&(true, Some(vec![2_u8])));
    round(&Some(i64::MAX));
}

#[test]
fn texts_are_read_alike() {
    for text in [
        r#" { "a" : 1 , "b" : "x" } "#,
        r#"{"b":null}"#,
        r#"{"a":1,}"#,
        r#"{"a" 1}"#,
        r#"{a:1}"#,
        r#"{"a":01}"#,
        r#"{"a":1.5}"#,
        r#"{"a":2147483648}"#,
        r#"{"a":"1"}"#,
        "{}x",
        "{",
        "",
        "[]",
    ] {
        same::<Strict>(text);
    }
    for text in [
        r#""point""#,
        r#"{"point":null}"#,
        r#"{"named":"\u00e9\ud83d\ude00\/\b"}"#,
        r#"{"named":"\ud83d"}"#,
        r#"{"named":"\ude00"}"#,
        r#"{"named":"\x"}"#,
        "{\"named\":\"\n\"}",
        r#"{"pair":[1,-2]}"#,
        r#"{"pair":[1]}"#,
        r#"{"pair":[1,2,3]}"#,
        r#"{"box":{"width":1,"deep":[{"x":[1.5e3,"]"]},true,null]}}"#,
        r#"{"box":{}}"#,
        r#"{"box":{"width":1}"#,
        r#"{"box":{"width":1},"point":null}"#,
        r#""named""#,
        r#""other""#,
        r#"{"many":["point",{"many":[]}]}"#,
        r#"{"many":["point" "point"]}"#,
        "7",
    ] {
        same::<Shape>(text);
    }
}

/// What an older widget may meet from a newer server, or what no server writes.
#[test]
fn what_is_not_known_is_passed_over() {
    assert_eq!(from_str(r#"{"a":1,"c":{"d":[1.5,-2e9]}}"#), Ok(Strict { a: 1, b: None }));
    assert_eq!(from_str(r#"{"a":1,"a":2}"#), Ok(Strict { a: 1, b: None }));
    assert!(serde_json::from_str::<Strict>(r#"{"a":1,"c":2}"#).is_err(), "the server is strict");
}

#[test]
fn the_ends_of_numbers_are_read_alike() {
    for text in
        ["9223372036854775807", "9223372036854775808", "-9223372036854775808", "-0", "-", "1e3", "007"]
    {
        // `-0` is a float to serde_json; to us it is nothing but a zero.
        if text != "-0" {
            same::<i64>(text);
        }
    }
    assert_eq!(from_str::<i64>("-0"), Ok(0));
}

#[test]
fn a_tower_of_brackets_is_refused_and_not_climbed() {
    let tower = ["[".repeat(100_000), "]".repeat(100_000)].concat();
    assert_eq!(from_str::<Vec<u8>>(&tower).err(), Some(Malformed));
}
