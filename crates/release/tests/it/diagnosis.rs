//! Why something does not become ready, for each class of causes that the control plane can show.

use std::time::Duration;

use release::Error;
use release::diagnosis::Diagnosis;
use release::operation::Options;
use testbed::{Rule, wait_until};

use crate::harness::{Bench, FAILS, config_map, deployment, draft, job_hook, releases_as, waiting};

/// A quota that no pod fits into.
const QUOTA: &str =
    "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: none}\nspec: {hard: {pods: '0'}}\n";
/// Limits that the usual container does not keep.
const LIMITS: &str = "apiVersion: v1\nkind: LimitRange\nmetadata: {name: small}\nspec:\n  limits:\n  - type: Container\n    \
                      max: {memory: 1Mi}\n    min: {memory: 1Mi}\n";

/// What people are told of a failure.
fn told(error: &Error) -> String {
    diagnostic::render(&error.diagnostic(), diagnostic::Style::Plain)
}

/// Installs documents until the diagnosis of what does not become ready gives the causes and people are told the words.
async fn diagnosed(
    bench: &Bench,
    documents: &[String],
    causes: &[(&str, &str)],
    words: &[&str],
) -> (Vec<Diagnosis>, String) {
    let options = Options { wait_for_jobs: true, ..waiting(1) };
    let is_it = |error: &Error| {
        let Error::NotReady { diagnoses, .. } = error else { panic!("{error}") };
        let found: Vec<_> = diagnoses
            .iter()
            .map(|found| (found.object.kind.as_str(), serde_json::to_value(found.cause).unwrap()))
            .collect();
        let told = told(error);
        causes.iter().all(|(kind, cause)| found.iter().any(|found| found.0 == *kind && found.1 == *cause))
            && words.iter().all(|word| told.contains(word))
    };
    let error = bench.failure(draft(documents), options, is_it).await;
    let told = told(&error);
    assert!(is_it(&error), "{causes:?} {words:?}: {told}");
    let Error::NotReady { diagnoses, .. } = error else { panic!("{error}") };
    (diagnoses, told)
}

/// Installs one Deployment and checks what is said about it.
async fn deployment_fails(bench: &Bench, document: String, cause: &str, evidence: &str) {
    let (diagnoses, told) = diagnosed(bench, &[document], &[("Deployment", cause)], &[evidence]).await;
    assert_eq!(diagnoses.len(), 1, "{told}");
    assert!(diagnoses[0].evidence.join("\n").contains(evidence), "{told}");
    assert!(told.contains(diagnoses[0].remedy.unwrap()), "{told}");
}

#[tokio::test]
async fn images_that_cannot_be_pulled() {
    let bench = Bench::new("imagepull");
    let web = deployment("web", 1, ", testbed/pod: image-pull");
    deployment_fails(&bench, web, "image-pull", "ImagePullBackOff Back-off pulling image \"nginx:1\"").await;
}

#[tokio::test]
async fn containers_that_crash() {
    let bench = Bench::new("crashloop");
    // Its log is shown, too.
    let words = ["CrashLoopBackOff", "(exit code 1, 4 restart(s))", "| warning: no such table: users"];
    let web = deployment("web", 1, ", testbed/pod: crash-loop");
    let (diagnoses, _) = diagnosed(&bench, &[web], &[("Deployment", "crash-loop")], &words).await;
    assert!(diagnoses[0].pod.as_ref().unwrap().0.starts_with("web-"));
}

#[tokio::test]
async fn probes_that_do_not_pass() {
    let bench = Bench::new("probe");
    let probed = "image: 'nginx:1', readinessProbe: {httpGet: {path: /healthz, port: 8080}}";
    let web = deployment("web", 1, ", testbed/pod: unready").replace("image: 'nginx:1'", probed);
    deployment_fails(&bench, web, "probe", "its readiness probe (GET :8080/healthz) has not passed").await;
}

#[tokio::test]
async fn pods_that_no_node_takes() {
    let bench = Bench::new("unschedulable");
    let large = "image: 'nginx:1', resources: {requests: {cpu: '4000'}}";
    let web = deployment("web", 1, "").replace("image: 'nginx:1'", large);
    deployment_fails(&bench, web, "unschedulable", "Insufficient cpu").await;
}

#[tokio::test]
async fn quotas_and_limits() {
    let bench = Bench::new("quota");
    bench.namespace.apply(QUOTA).unwrap();
    deployment_fails(&bench, deployment("web", 1, ""), "quota", "exceeded quota: none").await;
    let bench = Bench::new("limits");
    bench.namespace.apply(LIMITS).unwrap();
    let large = "image: 'nginx:1', resources: {requests: {memory: 2Mi}, limits: {memory: 2Mi}}";
    let web = deployment("web", 1, "").replace("image: 'nginx:1'", large);
    deployment_fails(&bench, web, "quota", "maximum memory usage per Container is 1Mi").await;
}

#[tokio::test]
async fn policies_that_refuse() {
    let bench = Bench::new("podsecurity");
    let label = "pod-security.kubernetes.io/enforce=restricted";
    bench.namespace.run(&["label", "namespace", bench.namespace.name(), label], "").unwrap();
    deployment_fails(&bench, deployment("web", 1, ""), "refused", "violates PodSecurity").await;
}

#[tokio::test]
async fn webhooks_that_refuse() {
    let bench = Bench::new("webhook");
    let name = bench.namespace.name();
    // Nothing listens on port 1: the server takes that for a refusal.
    let webhook = format!(
        "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {{name: {name}}}\n\
         webhooks:\n- name: pods.example.org\n  admissionReviewVersions: [v1]\n  sideEffects: None\n  failurePolicy: Fail\n  \
         clientConfig: {{url: 'https://127.0.0.1:1/'}}\n  \
         namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {name}}}}}\n  \
         rules: [{{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}}]\n"
    );
    bench.namespace.apply(&webhook).unwrap();
    wait_until("the webhook is heeded", Duration::from_secs(60), || {
        let run = ["run", "probe", "--image=nginx:1", "--dry-run=server"];
        let refused = bench.namespace.run(&run, "").err().map(|error| error.to_string());
        refused.filter(|error| error.contains("pods.example.org")).map(drop).ok_or("not yet".to_owned())
    })
    .unwrap();
    deployment_fails(
        &bench,
        deployment("web", 1, ""),
        "refused",
        "failed calling webhook \"pods.example.org\"",
    )
    .await;
    let delete = ["delete", "validatingwebhookconfiguration", name];
    bench.namespace.run(&delete, "").unwrap();
}

#[tokio::test]
async fn volumes_that_nothing_provides() {
    let bench = Bench::new("volume");
    let claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec:\n  \
                 accessModes: [ReadWriteOnce]\n  storageClassName: nowhere\n  resources: {requests: {storage: 1Gi}}\n";
    let mounted = "      volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]\n";
    let web = deployment("web", 1, "") + mounted;
    let causes = [("PersistentVolumeClaim", "volume"), ("Deployment", "volume")];
    diagnosed(&bench, &[claim.to_owned(), web], &causes, &[]).await;
}

#[tokio::test]
async fn jobs_that_fail() {
    let bench = Bench::new("job");
    let job = job_hook("seed", &[], FAILS).manifest;
    // Its log is shown, too.
    let words = ["BackoffLimitExceeded", "(exit code 1)", "| warning: no such table: users"];
    let (diagnoses, told) = diagnosed(&bench, &[job], &[], &words).await;
    assert_eq!(diagnoses.len(), 1, "{told}");
}

#[tokio::test]
async fn accounts_that_do_not_exist() {
    let bench = Bench::new("account");
    let web = deployment("web", 1, "") + "      serviceAccountName: nobody\n";
    deployment_fails(&bench, web, "configuration", "service account").await;
}

#[tokio::test]
async fn kinds_that_the_cluster_does_not_have() {
    let bench = Bench::new("nocrd");
    let object = "apiVersion: nowhere.example.org/v1\nkind: Contraption\nmetadata: {name: c}\n";
    let error =
        bench.releases.install("demo", draft(&[object.to_owned()]), &Options::default()).await.unwrap_err();
    let told = told(&error);
    assert!(
        told.contains("Contraption/c") && told.contains("install the CustomResourceDefinition"),
        "{told}"
    );
}

#[tokio::test]
async fn rights_that_are_missing() {
    let bench = Bench::new("rights");
    let rules = [
        Rule { verbs: "*", resources: "secrets" },
        Rule { verbs: "get,list,watch", resources: "configmaps" },
    ];
    let kubeconfig = bench.namespace.restricted("weak", &rules).unwrap();
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let weak = releases_as(&kubeconfig, bench.namespace.name(), Default::default(), stopped);
    let error = weak.install("demo", draft(&[config_map("a", "{}")]), &Options::default()).await.unwrap_err();
    let told = told(&error);
    assert_eq!(error.diagnostic().kind, diagnostic::Kind::Forbidden, "{told}");
    assert!(told.contains("cannot patch resource \"configmaps\"") && told.contains("hint"), "{told}");
    std::fs::remove_file(kubeconfig).unwrap();
}
