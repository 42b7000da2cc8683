//! One rule each: from a schema, values.yaml and a context to values and form.

use form::{Dependency, Form, Launch, Schema, resolve_references};
use serde_json::{Value, json};
use values::Library;

fn run(schema: &Value, defaults: &Value, context: &Value) -> Result<(Value, Form), String> {
    let schema = Schema::read(schema).map_err(|error| error.to_string())?;
    let launch = Launch {
        chart: "c",
        schema: Some(&schema),
        defaults,
        context,
        dependencies: &[],
        include_defaults: false,
    };
    let values = launch.start().map_err(|error| error.to_string())?.values;
    let form = launch.form(&values).map_err(|error| error.to_string())?;
    Ok((values, form))
}

/// The value that a property `a` starts with.
fn start(property: Value, in_values: Value, context: Value) -> Result<Value, String> {
    let defaults = if in_values.is_null() { json!({}) } else { json!({ "a": in_values }) };
    run(&json!({"type": "object", "properties": {"a": property}}), &defaults, &context)
        .map(|(values, _)| values["a"].clone())
}

#[test]
fn values_come_from_the_strongest_source_that_fits() {
    let name = json!({"user": {"name": "alice", "n": 42, "yes": "true", "f": "42.5", "list": [{"k": "v", "x": 1}]}, "b": "B"});
    let over = |kind: &str, expression: Value| json!({"type": kind, "default": 7, "x-onyxia": {"overwriteDefaultWith": expression}});
    for (property, in_values, expected) in [
        (json!({"const": 1}), json!(2), Ok(json!(1))),
        (
            json!({"type": "string", "const": 1}),
            json!(2),
            Err("`a` in the schema: its `const` does not fit the rest of it"),
        ),
        (
            json!({"type": "string", "default": "d", "x-onyxia": {"overwriteDefaultWith": "user.name"}}),
            json!("v"),
            Ok(json!("alice")),
        ),
        (
            json!({"type": "string", "default": "d", "x-onyxia": {"overwriteDefaultWith": "user.nobody"}}),
            json!("v"),
            Ok(json!("d")),
        ),
        (json!({"type": "string", "default": 3}), json!("v"), Ok(json!("v"))),
        (
            json!({"type": "string"}),
            json!(3),
            Err("`a` in the schema: its default in values.yaml does not fit: 3"),
        ),
        (
            json!({"type": "string"}),
            Value::Null,
            Err("`a` in the schema: it has no default, neither in the schema nor in values.yaml"),
        ),
        (over("integer", json!("{{user.n}}")), Value::Null, Ok(json!(42))),
        (over("string", json!("{{user.n}}")), json!("v"), Ok(json!("42"))),
        (over("integer", json!("{{user.f}}")), Value::Null, Ok(json!(7))),
        (over("boolean", json!("{{user.yes}}")), Value::Null, Ok(json!(true))),
        (over("string", json!("{{user.name}}-{{user.n}}.{{b}}")), Value::Null, Ok(json!("alice-42.B"))),
        (over("string", json!("x{{user.list}}")), json!("v"), Ok(json!("v"))),
        (
            over("array", json!(["{{user.name}}", "user.name", 1])),
            Value::Null,
            Ok(json!(["alice", "user.name", 1])),
        ),
        (over("array", json!(["{{user.nobody}}"])), json!([2]), Ok(json!([2]))),
        (over("object", json!({"k": "{{b}}"})), Value::Null, Ok(json!({"k": "B"}))),
        (over("string", json!("{{user['name']}}")), Value::Null, Ok(json!("alice"))),
        (over("string", json!("{{user.list[0].k}}")), Value::Null, Ok(json!("v"))),
        (over("string", json!("{{user[\"list\"][0][\"k\"]}}")), Value::Null, Ok(json!("v"))),
        (json!({"type": "array"}), Value::Null, Ok(json!([]))),
        (
            json!({"type": "array", "minItems": 2, "items": {"type": "string", "default": "i"}}),
            Value::Null,
            Ok(json!(["i", "i"])),
        ),
        (
            json!({"type": "array", "minItems": 2, "items": {"type": "string"}}),
            Value::Null,
            Err("`a` in the schema: it needs items but its items have no default"),
        ),
        (
            json!({"type": "array", "minItems": 2, "default": [1], "items": {"type": "number", "default": 0}}),
            Value::Null,
            Ok(json!([0, 0])),
        ),
        (
            json!({"type": "string", "sliderMin": 1, "sliderMax": 9, "sliderUnit": "Gi", "sliderStep": 1, "default": "10Gi"}),
            json!("9Gi"),
            Ok(json!("9Gi")),
        ),
        (json!({"type": "string", "enum": ["x", "y"], "default": "z"}), json!("y"), Ok(json!("y"))),
        (json!({"type": "string", "pattern": "^a", "default": "b"}), json!("ab"), Ok(json!("ab"))),
        (
            json!({"type": "string", "render": "list"}),
            json!("ab"),
            Err("`a` in the schema: `render: list` needs options"),
        ),
        (
            json!({"type": "array", "x-onyxia": {"overwriteDefaultWith": "user.list"},
                   "items": {"type": "object", "properties": {
                       "renamed": {"type": "string", "x-onyxia": {"overwriteDefaultWith": "{{k}}"}},
                       "x": {"type": "integer"},
                       "outer": {"type": "string", "x-onyxia": {"overwriteDefaultWith": "b"}}}}}),
            Value::Null,
            Ok(json!([{"renamed": "v", "x": 1, "outer": "B"}])),
        ),
    ] {
        let found = start(property.clone(), in_values, name.clone());
        assert_eq!(found, expected.map_err(str::to_owned), "{property}");
    }
}

#[test]
fn the_gate_refuses_what_onyxias_refuses() {
    for (schema, problem) in [
        (json!({"type": ["string", "null"]}), "type must be one type"),
        (json!({"type": "null"}), "type must be one type"),
        (json!({"anyOf": []}), "it has no `type`"),
        (json!({"type": "array", "items": [{"type": "string"}]}), "must be a table"),
        (json!({"type": "array", "items": {}}), "`a[]` in the schema: it has no `type`"),
        (json!({"type": "object", "properties": {"b": true}}), "`a.b` in the schema"),
        (json!({"type": "string", "hidden": "other"}), "hidden must be"),
        (json!({"type": "string", "render": "fancy"}), "render must be"),
        (json!({"type": "object", "required": true}), "required must be"),
        (json!({"type": "string", "x-onyxia": {"hidden": {"value": 1}}}), "hidden must be a truth value"),
    ] {
        let error =
            Schema::read_as_onyxia(&json!({"type": "object", "properties": {"a": schema}})).unwrap_err();
        assert!(error.to_string().contains(problem), "{schema}: {error}");
    }
}

fn form(schema: Value, defaults: Value) -> Result<Value, String> {
    let (_, form) = run(&json!({"type": "object", "properties": schema}), &defaults, &json!({}))?;
    Ok(serde_json::to_value(form.main).unwrap())
}

#[test]
fn two_ends_make_one_range_slider_where_their_tables_meet() {
    let end = |extremity: &str, default: &str| {
        json!({"type": "string", "title": "CPU", "render": "slider", "sliderMin": 50, "sliderMax": 40000, "sliderStep": 50,
               "sliderUnit": "m", "sliderExtremity": extremity, "sliderRangeId": "cpu", "default": default})
    };
    let schema = |low: &str| {
        json!({"resources": {"type": "object", "properties": {
            "requests": {"type": "object", "properties": {"cpu": end("down", low)}},
            "limits": {"type": "object", "properties": {"cpu": end("up", "30000m")}}}}})
    };
    let found = form(schema("150m"), json!({})).unwrap();
    assert_eq!(found[0]["nodes"].as_array().unwrap().len(), 1, "{found}");
    let slider = &found[0]["nodes"][0];
    assert_eq!(slider["fieldType"], "range slider");
    assert_eq!(slider["lowEndRange"]["value"], 150);
    assert_eq!(slider["highEndRange"]["helmValuesPath"], json!(["resources", "limits", "cpu"]));
    let error = form(schema("40000m"), json!({})).unwrap_err();
    assert!(error.contains("above the high end"), "{error}");
    let error = form(json!({"cpu": end("down", "50m")}), json!({})).unwrap_err();
    assert!(error.contains("has no `up` end"), "{error}");
}

#[test]
fn hidden_fields_keep_their_values_and_leave_the_form() {
    let schema = json!({
        "enabled": {"type": "boolean", "default": false},
        "beside": {"type": "string", "default": "x", "hidden": {"value": false, "path": "enabled", "isPathRelative": true}},
        "t": {"type": "object", "properties": {
            "on": {"type": "boolean", "default": true},
            "absolute": {"type": "string", "default": "y", "hidden": {"value": true, "path": "t/on"}},
            "always": {"type": "string", "default": "z", "x-onyxia": {"hidden": true}},
        }},
        "free": {"type": "object", "default": {"k": 1}},
        "fixed": {"const": "c"},
    });
    let (values, form) =
        run(&json!({"type": "object", "properties": schema}), &json!({}), &json!({})).unwrap();
    assert_eq!(values["t"], json!({"on": true, "absolute": "y", "always": "z"}));
    let main = serde_json::to_value(form.main).unwrap();
    let titles: Vec<_> =
        main.as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["enabled", "t", "free", "fixed"]);
    assert_eq!(main[1]["nodes"].as_array().unwrap().len(), 1);
    assert_eq!(main[2]["fieldType"], "yaml code block");
    assert_eq!(main[3]["isReadonly"], true);
}

#[test]
fn dependencies_and_globals_have_sections_of_their_own() {
    let text = json!({"type": "string", "default": "x"});
    let group = |properties: Value| json!({"type": "object", "properties": properties});
    let schema = group(json!({
        "own": text,
        "db": group(json!({"enabled": {"type": "boolean", "default": true}, "name": text})),
        "cache": group(json!({"enabled": {"type": "boolean", "default": false}})),
        "c": group(json!({"inner": text})),
        "global": group(json!({"all": text, "db": group(json!({"g": text}))})),
    }));
    let schema = Schema::read(&schema).unwrap();
    let on = |name: &str| Dependency {
        name: name.to_owned(),
        condition: Some(vec![name.to_owned(), "enabled".to_owned()]),
    };
    let dependencies = [on("db"), on("cache"), Dependency { name: "c".to_owned(), condition: None }];
    let launch = Launch {
        chart: "c",
        schema: Some(&schema),
        defaults: &json!({}),
        context: &json!({}),
        dependencies: &dependencies,
        include_defaults: false,
    };
    let values = launch.start().unwrap().values;
    let form = serde_json::to_value(launch.form(&values).unwrap()).unwrap();
    let titles = |items: &Value| -> Vec<String> {
        items.as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles(&form["main"]), ["own", "cache", "inner"]);
    assert_eq!(titles(&form["global"]), ["all"]);
    assert_eq!(titles(&form["dependencies"]["db"]["main"]), ["enabled", "name"]);
    assert_eq!(titles(&form["dependencies"]["db"]["global"]), ["g"]);
    assert_eq!(form["disabledDependencies"], json!(["cache"]));
    assert_eq!(form["dependencies"].as_object().unwrap().len(), 1);
}

#[test]
fn references_are_resolved_as_onyxia_does() {
    let mut library = Library::empty();
    library.insert(
        "ide/x.json",
        json!({"type": "string", "default": "from the library",
                                        "x-onyxia": {"overwriteSchemaWith": "ide/x.json"}}),
    );
    let schema = json!({
        "definitions": {"y": {"type": "integer"}},
        "properties": {
            "a": {"$ref": "#/definitions/y"},
            "b": {"$ref": "ide/x.json"},
            "c": {"type": "boolean", "title": "lost", "x-onyxia": {"overwriteSchemaWith": "ide/x.json"}},
            "d": {"type": "boolean", "x-onyxia": {"overwriteSchemaWith": "unknown.json"}},
        },
    });
    let found = resolve_references(&schema, &library).unwrap();
    assert_eq!(found["properties"]["a"], json!({"type": "integer"}));
    assert_eq!(found["properties"]["b"]["default"], "from the library");
    assert_eq!(found["properties"]["c"]["default"], "from the library");
    assert_eq!(found["properties"]["d"]["type"], "boolean");
    for lost in ["#/definitions/z", "nowhere.json", "#"] {
        let error = resolve_references(&json!({"properties": {"a": {"$ref": lost}}}), &library).unwrap_err();
        assert!(error.to_string().contains(lost), "{error}");
    }
}

#[test]
fn without_a_schema_there_is_one_field_of_yaml_and_values_yaml_can_be_added() {
    let defaults = json!({"a": 1, "b": {"c": [], "d": null}, "e": {"f": 2}});
    let schema =
        Schema::read(&json!({"type": "object", "properties": {"a": {"type": "integer", "default": 3}}}))
            .unwrap();
    let mut launch = Launch {
        chart: "c",
        schema: Some(&schema),
        defaults: &defaults,
        context: &json!({}),
        dependencies: &[],
        include_defaults: true,
    };
    assert_eq!(launch.start().unwrap().values, json!({"a": 3, "b": {"d": null}, "e": {"f": 2}}));
    launch.schema = None;
    let form = serde_json::to_value(launch.form(&defaults).unwrap()).unwrap();
    assert_eq!(form["main"][0]["fieldType"], "yaml code block");
    assert_eq!(form["main"][0]["value"], defaults);
}
