//! What was cut off, and two at once.

use std::time::Duration;

use release::Error;
use release::operation::Options;

use crate::harness::{Bench, config_map, deployment, draft, newest, states, waiting};

const UNREADY: &str = ", testbed/pod: unready";

#[tokio::test]
async fn what_was_cut_off_is_closed_and_repeated() {
    let bench = Bench::new("cut");
    // Dropped in the middle, as a killed process would: the record stays pending, the Lease stops beating.
    let options = waiting(60);
    let documents = [config_map("a", "{k: one}"), deployment("web", 1, UNREADY)];
    let install = bench.releases.install("demo", draft(&documents), &options);
    assert!(tokio::time::timeout(Duration::from_secs(2), install).await.is_err());
    assert_eq!(states(&bench, "demo").await, ["1 pending-install"]);

    let documents = [config_map("a", "{k: one}"), deployment("web", 1, "")];
    bench.releases.install("demo", draft(&documents), &Options::default()).await.unwrap();
    assert_eq!(states(&bench, "demo").await, ["1 failed", "2 deployed"]);
    assert!(bench.live("lease/rhumb.demo").is_none(), "the lock was given back");

    let begun = bench.releases.begin_upgrade("demo").await.unwrap();
    let next = draft(&[config_map("a", "{k: two}"), deployment("web", 1, UNREADY)]);
    let upgrade = bench.releases.upgrade(begun, next, &options);
    assert!(tokio::time::timeout(Duration::from_secs(2), upgrade).await.is_err());
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
    let options = waiting(7);
    let first = bench.releases.upgrade(begun, next, &options);
    let second = async {
        while newest(&bench, "demo").await.version == 1 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bench.releases.begin_upgrade("demo").await
    };
    let (first, second) = tokio::join!(first, second);
    assert!(matches!(first, Err(Error::NotReady { .. })));
    let Err(Error::Pending { what, abandoned: false, .. }) = second else { panic!("{second:?}") };
    assert!(what.contains("is at work on revision 2"), "{what}");
}
