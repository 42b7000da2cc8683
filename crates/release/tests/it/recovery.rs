//! What was cut off, and two at once.

use std::time::Duration;

use release::Error;
use release::operation::{Options, RecoverOptions, Releases, UninstallOptions};
use testbed::Rule;

use crate::harness::{Bench, config_map, deployment, draft, newest, states, waiting};

const UNREADY: &str = ", testbed/pod: unready";

/// The releases in the hands of somebody who is not taken for gone, however slowly the machine lets their lock beat.
fn lively(bench: &Bench) -> Releases {
    bench.releases.clone().with_patience(Duration::from_secs(15))
}

#[tokio::test]
async fn what_was_cut_off_is_closed_and_repeated() {
    let bench = Bench::new("cut");
    let options = waiting(60);
    let documents = [config_map("a", "{k: one}"), deployment("web", 1, UNREADY)];
    bench.cut_off(bench.releases.install("demo", draft(&documents), &options)).await;
    assert_eq!(states(&bench, "demo").await, ["1 pending-install"]);

    let documents = [config_map("a", "{k: one}"), deployment("web", 1, "")];
    bench.releases.install("demo", draft(&documents), &Options::default()).await.unwrap();
    assert_eq!(states(&bench, "demo").await, ["1 failed", "2 deployed"]);
    assert!(bench.live("lease/rhumb.demo").is_none(), "the lock was given back");

    let begun = bench.releases.begin_upgrade("demo").await.unwrap();
    let next = draft(&[config_map("a", "{k: two}"), deployment("web", 1, UNREADY)]);
    bench.cut_off(bench.releases.upgrade(begun, next, &options)).await;
    let begun = bench.releases.begin_upgrade("demo").await.unwrap();
    assert_eq!((begun.base.version, begun.revision), (2, 4));
    bench.releases.upgrade(begun, draft(&documents), &Options::default()).await.unwrap();
    assert_eq!(states(&bench, "demo").await, ["1 failed", "2 superseded", "3 failed", "4 deployed"]);
    assert_eq!(newest(&bench, "demo").await.info.description, "Upgrade complete");
}

#[tokio::test]
async fn of_two_writers_one_is_told_who_the_other_is() {
    let bench = Bench::new("two");
    bench.releases.install("demo", draft(&[config_map("a", "{}")]), &Options::default()).await.unwrap();
    let begun = bench.releases.begin_upgrade("demo").await.unwrap();
    let next = draft(&[deployment("web", 1, UNREADY)]);
    let options = waiting(600);
    let holder = lively(&bench);
    let first = holder.upgrade(begun, next, &options);
    let second = async {
        bench.told(|event| event["event"] == "progress").await;
        let second = bench.another().begin_upgrade("demo").await;
        bench.stop.send(true).unwrap();
        second
    };
    let (first, second) = tokio::join!(first, second);
    assert!(matches!(first, Err(Error::Interrupted)), "{first:?}");
    let Err(Error::Pending { what, abandoned: false, .. }) = second else { panic!("{second:?}") };
    assert!(what.contains("is at work on revision 2"), "{what}");
}

/// A revision that Helm left pending.
async fn left_by_helm(bench: &Bench, name: &str) {
    bench.releases.install(name, draft(&[config_map("a", "{k: one}")]), &Options::default()).await.unwrap();
    let mut stuck = newest(bench, name).await;
    stuck.version = 2;
    stuck.info.status = "pending-upgrade".into();
    let object =
        release::record::to_object(&stuck, release::record::Driver::Secret, ("createdAt", 1)).unwrap();
    bench.namespace.apply(&object.to_string()).unwrap();
}

#[tokio::test]
async fn what_helm_left_behind_is_shown_and_closed() {
    let bench = Bench::new("recover");
    left_by_helm(&bench, "demo").await;
    let stuck = bench.releases.stuck(false).await.unwrap();
    assert_eq!(stuck.len(), 1);
    assert_eq!(
        (stuck[0].revision, stuck[0].status.as_str(), &stuck[0].holder),
        (2, "pending-upgrade", &None)
    );
    let hints = bench.releases.begin_upgrade("demo").await.unwrap_err().diagnostic().hints;
    assert!(hints[0].contains("`rhumb recover demo`"), "{hints:?}");

    let mut how = RecoverOptions { older_than: Duration::from_secs(300), lock_timeout: Duration::ZERO };
    let error = bench.releases.recover("demo", how).await.unwrap_err();
    assert!(matches!(error, Error::Young { revision: 2, .. }), "{error}");
    assert!(bench.live("lease/rhumb.demo").is_none(), "the lock was given back");
    how.older_than = Duration::ZERO;
    let closed = bench.releases.recover("demo", how).await.unwrap();
    assert_eq!(closed.iter().map(|stuck| stuck.revision).collect::<Vec<_>>(), [2]);
    assert_eq!(states(&bench, "demo").await, ["1 deployed", "2 failed"]);
    assert_eq!(bench.releases.recover("demo", how).await.unwrap(), []);
    assert_eq!(
        bench
            .releases
            .stuck(true)
            .await
            .unwrap()
            .iter()
            .filter(|stuck| stuck.namespace == bench.namespace.name())
            .count(),
        0
    );
    let begun = bench.releases.begin_upgrade("demo").await.unwrap();
    assert_eq!((begun.base.version, begun.revision), (1, 3));
    // And Helm goes on, too.
    let chart = bench.chart("demo", "2.0.0", &[("a.yaml", &config_map("a", "{k: two}"))]);
    bench.helm(&["upgrade", "demo", chart.to_str().unwrap()]);
    assert_eq!(states(&bench, "demo").await.last().unwrap(), "3 deployed");
}

#[tokio::test]
async fn where_leases_are_forbidden_it_goes_on_and_says_so() {
    let bench = Bench::new("noleases");
    let rules = [Rule { verbs: "*", resources: "secrets,configmaps" }];
    let few = bench.namespace.restricted("few", &rules).unwrap();
    let releases = bench.through(&few);
    releases.install("demo", draft(&[config_map("a", "{k: one}")]), &Options::default()).await.unwrap();
    let begun = releases.begin_upgrade("demo").await.unwrap();
    releases.upgrade(begun, draft(&[config_map("a", "{k: two}")]), &Options::default()).await.unwrap();
    assert_eq!(states(&bench, "demo").await, ["1 superseded", "2 deployed"]);
    let warnings: Vec<_> = bench.events().into_iter().filter(|event| event["event"] == "warning").collect();
    let text = warnings[0]["message"].as_str().unwrap();
    assert!(text.starts_with("Leases are forbidden here"), "{text}");
    releases.uninstall("demo", &UninstallOptions::default()).await.unwrap();
    assert!(bench.live("configmap/a").is_none());
}

#[tokio::test]
async fn an_uninstall_waits_for_an_upgrade() {
    let bench = Bench::new("order");
    bench.releases.install("demo", draft(&[config_map("a", "{}")]), &Options::default()).await.unwrap();
    let begun = bench.releases.begin_upgrade("demo").await.unwrap();
    let options = waiting(600);
    let (holder, another) = (lively(&bench), bench.another());
    let upgrade = holder.upgrade(begun, draft(&[deployment("web", 1, UNREADY)]), &options);
    let uninstall = async {
        bench.told(|event| event["event"] == "progress").await;
        let at_once = another.uninstall("demo", &UninstallOptions::default()).await;
        let how = UninstallOptions { lock_timeout: Duration::from_secs(60), ..UninstallOptions::default() };
        let stop = async {
            bench
                .told(|event| event["message"].as_str().is_some_and(|text| text.starts_with("waiting: ")))
                .await;
            bench.stop.send(true).unwrap();
        };
        let (later, ()) = tokio::join!(another.uninstall("demo", &how), stop);
        (at_once, later)
    };
    let (upgraded, (at_once, later)) = tokio::join!(upgrade, uninstall);
    assert!(matches!(upgraded, Err(Error::Interrupted)), "{upgraded:?}");
    assert!(matches!(at_once, Err(Error::Pending { abandoned: false, .. })), "{at_once:?}");
    later.unwrap();
    assert!(bench.live("deployment/web").is_none() && bench.live("configmap/a").is_none());
    assert!(bench.live("lease/rhumb.demo").is_none());
}

/// Two upgrades at the same moment.
async fn duel(bench: &Bench, round: usize, lock_timeout: Duration) -> (bool, bool) {
    let one = |writer: &'static str| async move {
        let options = Options { lock_timeout, ..Options::default() };
        let work = async {
            let begun = bench.releases.begin_upgrade("demo").await?;
            let data = format!("{{by: {writer}, round: '{round}'}}");
            let documents = [config_map("a", &data), config_map("b", &data), config_map(writer, "{}")];
            bench.releases.upgrade(begun, draft(&documents), &options).await
        };
        match bench.releases.exclusively("demo", lock_timeout, work).await {
            Ok(_) => true,
            Err(Error::Pending { abandoned: false, what, .. }) => {
                assert!(what.contains("is at work") || what.contains("somebody else"), "{what}");
                false
            }
            Err(error) => panic!("round {round}: {error}"),
        }
    };
    let won = tokio::join!(one("left"), one("right"));
    let live = |name: &str| bench.live(&format!("configmap/{name}"));
    let (a, b) = (live("a").unwrap(), live("b").unwrap());
    assert_eq!(a["data"], b["data"], "round {round}: half applied");
    assert_eq!(a["data"]["round"], round.to_string());
    let winner = a["data"]["by"].as_str().unwrap();
    let loser = if winner == "left" { "right" } else { "left" };
    assert!(live(winner).is_some() && live(loser).is_none(), "round {round}: half applied");
    won
}

async fn duels(rounds: usize) {
    let bench = Bench::new("duel");
    let documents = [config_map("a", "{}"), config_map("b", "{}")];
    bench.releases.install("demo", draft(&documents), &Options::default()).await.unwrap();
    let mut told = 0;
    for round in 0..rounds {
        let (left, right) = duel(&bench, round, Duration::ZERO).await;
        assert!(left || right, "round {round}: nobody won");
        told += usize::from(!(left && right));
        let states = states(&bench, "demo").await;
        assert!(states.last().unwrap().ends_with(" deployed"), "{states:?}");
        assert_eq!(states.iter().filter(|state| !state.ends_with(" superseded")).count(), 1, "{states:?}");
    }
    assert!(told > 0, "they never met");
    // With patience both win, one after the other.
    assert_eq!(duel(&bench, rounds, Duration::from_secs(60)).await, (true, true));
}

#[tokio::test]
async fn of_two_writers_one_wins() {
    duels(5).await;
}

#[tokio::test]
#[ignore = "a hundred rounds: minutes"]
async fn of_two_writers_one_wins_a_hundred_times() {
    duels(100).await;
}
