//! Plans: what they say is what becomes of it, and a saved one is applied only to the cluster that it saw.

use release::Error;
use release::operation::{Options, Proposal, RollbackOptions, UninstallOptions};
use release::plan::{Action, Check, SavedPlan, Severity};
use serde_json::Value;
use testbed::Rule;

use crate::harness::{Bench, config_map, deployment, draft, releases_as, states};

/// What a plan says, as `create ConfigMap/a`, sorted.
fn said(proposal: &Proposal) -> Vec<String> {
    let word = |action: Action| serde_json::to_value(action).unwrap().as_str().unwrap().to_owned();
    let steps = proposal.plan.steps.iter();
    let mut said: Vec<String> = steps.map(|step| format!("{} {}", word(step.action), step.object)).collect();
    said.sort();
    said
}

fn secret(name: &str, word: &str) -> String {
    format!("apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\nstringData: {{password: {word}}}\n")
}

fn job(name: &str, image: &str) -> String {
    format!(
        "apiVersion: batch/v1\nkind: Job\nmetadata: {{name: {name}}}\nspec:\n  template:\n    spec:\n      \
         restartPolicy: Never\n      containers: [{{name: main, image: '{image}'}}]\n"
    )
}

#[tokio::test]
async fn a_plan_equals_its_outcome() {
    let bench = Bench::new("plan");
    let kept = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: kept\n  annotations: {helm.sh/resource-policy: keep}\n";
    let first = [
        config_map("same", "{k: one}"),
        config_map("changes", "{k: one, gone: 'x'}"),
        config_map("goes", "{}"),
        secret("login", "hunter2hunter2"),
        job("once", "busybox:1"),
        kept.to_owned(),
    ];
    let proposal = bench.releases.propose_install("demo", draft(&first), &Options::default()).await.unwrap();
    let planned = said(&proposal);
    assert!(bench.live("configmap/same").is_none(), "a plan changes nothing");
    assert!(bench.releases.history("demo").await.unwrap().entries.is_empty(), "a plan records nothing");
    bench.done();
    bench.releases.carry_out(proposal).await.unwrap();
    assert_eq!(bench.done(), planned);

    bench.namespace.apply(&config_map("theirs", "{k: old}")).unwrap();
    let second = [
        config_map("same", "{k: one}"),
        config_map("changes", "{k: two}"),
        config_map("new", "{}"),
        secret("login", "correcthorse"),
        job("once", "busybox:2"),
        config_map("theirs", "{k: new}"),
    ];
    let begun = bench.releases.begin_upgrade("demo").await.unwrap();
    let refused =
        bench.releases.propose_upgrade(begun.clone(), draft(&second), &Options::default()).await.unwrap();
    let checks: Vec<Check> = refused.plan.findings.iter().map(|finding| finding.check).collect();
    assert_eq!(checks, [Check::Ownership, Check::Immutable, Check::Conflict], "{:?}", refused.plan.findings);
    let immutable = &refused.plan.findings[1];
    assert!(immutable.hint.as_ref().unwrap().contains("--recreate"));
    assert_eq!(immutable.message, "Job.batch \"once\" is invalid: spec.template: field is immutable");
    let error = bench.releases.carry_out(refused).await.unwrap_err();
    assert!(matches!(error, Error::NotOwned { .. }), "{error}");
    assert_eq!(states(&bench, "demo").await, ["1 deployed"]);

    let options =
        Options { take_ownership: true, force_conflicts: true, recreate: true, ..Options::default() };
    let proposal = bench.releases.propose_upgrade(begun, draft(&second), &options).await.unwrap();
    assert_eq!(
        said(&proposal),
        [
            "adopt ConfigMap/theirs",
            "create ConfigMap/new",
            "delete ConfigMap/goes",
            "keep ConfigMap/kept",
            "recreate Job/once",
            "unchanged ConfigMap/same",
            "update ConfigMap/changes",
            "update Secret/login",
        ]
    );
    // In the order in which it is done: what goes comes last, and what stays is of no wave.
    let waves: Vec<usize> = proposal.plan.steps.iter().filter_map(|step| step.wave).collect();
    assert!(waves.is_sorted() && waves.len() == 7, "{waves:?}");
    let last = proposal.plan.steps.last().unwrap();
    assert_eq!((last.action, last.wave), (Action::Delete, Some(waves[5] + 1)));
    let text = serde_json::to_string(&proposal.plan).unwrap();
    for word in ["hunter2", "correcthorse", "aHVudGVyMmh1bnRlcjI", "Y29ycmVjdGhvcnNl"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    let step = |name: &str| proposal.plan.steps.iter().find(|step| step.object.name == name).unwrap();
    let paths: Vec<&str> = step("changes").fields.iter().map(|change| change.path.as_str()).collect();
    assert_eq!(paths, ["/data/gone", "/data/k"]);
    assert_eq!(step("theirs").conflicts[0].field, ".data.k");
    let planned = said(&proposal);
    let foretold: Vec<(String, Option<Value>)> =
        step("changes").fields.iter().map(|change| (change.path.clone(), change.new.clone())).collect();
    bench.releases.carry_out(proposal).await.unwrap();
    assert_eq!(bench.done(), planned);
    let live = bench.live("configmap/changes").unwrap();
    for (path, value) in foretold {
        assert_eq!(live.pointer(&path), value.as_ref(), "{path}");
    }
    assert_eq!(
        bench.live("job/once").unwrap()["spec"]["template"]["spec"]["containers"][0]["image"],
        "busybox:2"
    );

    let options = Options { recreate: true, ..Options::default() };
    let how = RollbackOptions { revision: None, options };
    let proposal = bench.releases.propose_rollback("demo", &how).await.unwrap();
    let planned = said(&proposal);
    assert!(planned.contains(&"delete ConfigMap/new".to_owned()), "{planned:?}");
    bench.releases.carry_out(proposal).await.unwrap();
    assert_eq!(bench.done(), planned);

    let proposal = bench.releases.propose_uninstall("demo", &UninstallOptions::default()).await.unwrap();
    let planned: Vec<String> = said(&proposal).into_iter().filter(|step| !step.starts_with("keep")).collect();
    assert_eq!(planned.len(), 5, "{planned:?}");
    bench.releases.carry_out(proposal).await.unwrap();
    assert_eq!(bench.done(), planned);
}

#[tokio::test]
async fn a_saved_plan_is_applied_to_what_it_saw() {
    let bench = Bench::new("saved");
    bench.releases.install("demo", draft(&[config_map("a", "{k: one}")]), &Options::default()).await.unwrap();
    let plan = async |data: &str| {
        let begun = bench.releases.begin_upgrade("demo").await.unwrap();
        let documents = [config_map("a", data), deployment("web", 1, "")];
        let options = Options { force_conflicts: true, ..Options::default() };
        let proposal = bench.releases.propose_upgrade(begun, draft(&documents), &options).await.unwrap();
        let saved = bench.releases.save(&proposal).await.unwrap();
        SavedPlan::read(&saved.text().unwrap()).unwrap()
    };
    let saved = plan("{k: two}").await;

    // What is nobody's field of ours does not count; what is, does.
    bench.namespace.run(&["label", "configmap", "a", "seen=yes"], "").unwrap();
    let (_, moved) = bench.releases.revive(saved.clone()).await.unwrap();
    assert_eq!(moved, []);
    bench.namespace.run(&["patch", "configmap", "a", "-p", r#"{"data":{"k":"elsewhere"}}"#], "").unwrap();
    let (_, moved) = bench.releases.revive(saved.clone()).await.unwrap();
    assert_eq!(
        (moved.len(), moved[0].object.name.as_str(), moved[0].what.as_str()),
        (1, "a", "it was changed")
    );
    assert_eq!(moved[0].fields[0].path, "/data/k");

    let saved_anew = plan("{k: three}").await;
    let (proposal, moved) = bench.releases.revive(saved_anew).await.unwrap();
    assert_eq!(moved, []);
    let done = bench.releases.carry_out(proposal).await.unwrap();
    assert_eq!(done.release.version, 2);
    assert_eq!(bench.live("configmap/a").unwrap()["data"]["k"], "three");

    let error = bench.releases.revive(saved.clone()).await.unwrap_err();
    assert!(matches!(error, Error::Outdated { planned: Some(1), revision: Some(2), .. }), "{error}");
    let elsewhere = SavedPlan { cluster: Some("another".into()), ..saved };
    assert!(matches!(bench.releases.revive(elsewhere).await, Err(Error::PlanFile { .. })));
}

#[tokio::test]
async fn what_may_stand_in_the_way_is_found() {
    let bench = Bench::new("preflight");
    let enforced = "pod-security.kubernetes.io/enforce=restricted";
    bench.namespace.run(&["label", "namespace", bench.namespace.name(), enforced], "").unwrap();
    let old = "apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: {name: old}\n".to_owned();
    let options = Options::default();
    let draft = draft(&[deployment("web", 1, ""), old]);
    let mut proposal = bench.releases.propose_install("demo", draft, &options).await.unwrap();
    bench.releases.preflight(&mut proposal).await.unwrap();
    let found: Vec<(Check, bool)> = proposal
        .plan
        .findings
        .iter()
        .map(|finding| (finding.check, finding.severity == Severity::Error))
        .collect();
    assert_eq!(
        found,
        [(Check::RemovedApi, true), (Check::PodSecurity, false)],
        "{:?}",
        proposal.plan.findings
    );

    // Whoever may only read is told all that is missing, before anything is tried on the cluster.
    let reader =
        bench.namespace.restricted("reader", &[Rule { verbs: "get,list", resources: "secrets,configmaps" }]);
    let kubeconfig = reader.unwrap();
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let releases = releases_as(&kubeconfig, bench.namespace.name(), Default::default(), stopped);
    let small = crate::harness::draft(&[config_map("a", "{}")]);
    let mut proposal = releases.propose_install("demo", small, &options).await.unwrap();
    releases.preflight(&mut proposal).await.unwrap();
    let said: Vec<&str> = proposal.plan.findings.iter().map(|finding| finding.message.as_str()).collect();
    for verb in ["create", "update", "delete"] {
        let sentence = format!("you may not {verb} secrets in the namespace {:?}", bench.namespace.name());
        assert!(said.contains(&sentence.as_str()), "{sentence}: {said:?}");
    }
    assert!(proposal.plan.findings.iter().all(|finding| finding.check == Check::Rights), "{said:?}");
    std::fs::remove_file(kubeconfig).unwrap();
}

#[tokio::test]
async fn quotas_are_held_against_all_replicas_of_all_objects() {
    let bench = Bench::new("sums");
    let quota = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: small}\n\
                 spec: {hard: {requests.cpu: '1', pods: '5', count/configmaps: '20'}}\n";
    bench.namespace.apply(quota).unwrap();
    let counted = ["wait", "resourcequota/small", "--for=jsonpath={.status.used.pods}=0", "--timeout=60s"];
    bench.namespace.run(&counted, "").unwrap();
    let web = |name: &str, replicas: u32| {
        let cpu = "image: 'nginx:1', resources: {requests: {cpu: 200m}}";
        deployment(name, replicas, "").replace("image: 'nginx:1'", cpu)
    };
    let told = |proposal: &Proposal| -> Vec<String> {
        let quotas = proposal.plan.findings.iter().filter(|finding| finding.check == Check::Quota);
        quotas.map(|finding| finding.message.clone()).collect()
    };
    // Each pod fits, and each workload does.
    let bench = &bench;
    let install = |documents: Vec<String>| async move {
        let options = Options::default();
        let mut proposal = bench.releases.propose_install("demo", draft(&documents), &options).await.unwrap();
        bench.releases.preflight(&mut proposal).await.unwrap();
        proposal
    };
    let fits = install(vec![web("a", 3), web("b", 2)]).await;
    assert_eq!(told(&fits), [""; 0]);
    let exceeds = install(vec![web("a", 3), web("b", 3)]).await;
    let words = "it does not suffice for all objects: pods: 6 more would be used, 5 of 5 are left; \
                 requests.cpu: 1200m more would be used, 1 of 1 are left";
    assert_eq!(told(&exceeds), [words]);
    bench.releases.carry_out(install(vec![web("a", 2)]).await).await.unwrap();
    let used = ["wait", "resourcequota/small", "--for=jsonpath={.status.used.pods}=2", "--timeout=60s"];
    bench.namespace.run(&used, "").unwrap();

    // What the release has already counts.
    for (replicas, exceeded) in [(5, false), (6, true)] {
        let begun = bench.releases.begin_upgrade("demo").await.unwrap();
        let next = draft(&[web("a", replicas)]);
        let mut proposal = bench.releases.propose_upgrade(begun, next, &Options::default()).await.unwrap();
        bench.releases.preflight(&mut proposal).await.unwrap();
        assert_eq!(!told(&proposal).is_empty(), exceeded, "{replicas}: {:?}", told(&proposal));
    }
}

#[tokio::test]
async fn quotas_for_some_pods_count_these_alone() {
    let bench = Bench::new("scopes");
    let quota = |name: &str, selector: &str| {
        format!(
            "apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: {name}}}\nspec: {{hard: {{pods: '2'}}, {selector}}}\n"
        )
    };
    let critical = "priorityClassName: system-node-critical\n      ";
    let classes = "scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [system-node-critical]}]}";
    for quota in [
        quota("lasting", "scopes: [NotTerminating, BestEffort]"),
        quota("ending", "scopes: [Terminating]"),
        quota("critical", classes),
    ] {
        bench.namespace.apply(&quota).unwrap();
    }
    for name in ["lasting", "ending", "critical"] {
        let counted = [
            "wait",
            &format!("resourcequota/{name}"),
            "--for=jsonpath={.status.used.pods}=0",
            "--timeout=60s",
        ];
        bench.namespace.run(&counted, "").unwrap();
    }
    let ends = |replicas: u32| {
        format!(
            "apiVersion: batch/v1\nkind: Job\nmetadata: {{name: ends}}\nspec:\n  parallelism: {replicas}\n  template:\n    spec:\n      \
             restartPolicy: Never\n      activeDeadlineSeconds: 60\n      containers: [{{name: main, image: 'a:1'}}]\n"
        )
    };
    let asking = |name: &str, replicas: u32| {
        let cpu = "image: 'nginx:1', resources: {requests: {cpu: 1m}}";
        deployment(name, replicas, "").replace("image: 'nginx:1'", cpu)
    };
    for (documents, expected) in [
        (vec![deployment("a", 2, ""), ends(2), asking("b", 3)], &[][..]),
        (vec![deployment("a", 3, ""), ends(2)], &["lasting"]),
        (vec![deployment("a", 2, ""), deployment("b", 1, ""), ends(3)], &["ending", "lasting"]),
        (vec![asking("b", 3).replace("containers:", &format!("{critical}containers:"))], &["critical"]),
    ] {
        let options = Options::default();
        let mut proposal = bench.releases.propose_install("demo", draft(&documents), &options).await.unwrap();
        bench.releases.preflight(&mut proposal).await.unwrap();
        let quotas = proposal.plan.findings.iter().filter(|finding| finding.check == Check::Quota);
        let mut told: Vec<&str> =
            quotas.filter_map(|finding| Some(finding.object.as_ref()?.name.as_str())).collect();
        told.sort_unstable();
        assert_eq!(told, expected, "{:?}", proposal.plan.findings);
    }
}
