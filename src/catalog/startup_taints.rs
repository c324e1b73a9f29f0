//! Taints that keep pods away from a node until something runs there, which takes them away.

/// The taint of each driver that says of a node that the driver is not ready there, and its add-on. Sources, read 2026-11-30:
/// kubernetes-sigs/aws-ebs-csi-driver, docs/install.md; aws-efs-csi-driver, docs/README.md; aws-fsx-csi-driver,
/// docs/install.md; awslabs/mountpoint-s3-csi-driver, docs/CONFIGURATION.md: configure node startup taint.
const OF_DRIVERS: [(&str, &str); 4] = [
    ("ebs.csi.aws.com/agent-not-ready", "aws-ebs-csi-driver"),
    ("efs.csi.aws.com/agent-not-ready", "aws-efs-csi-driver"),
    ("fsx.csi.aws.com/agent-not-ready", "aws-fsx-csi-driver"),
    ("s3.csi.aws.com/agent-not-ready", "aws-mountpoint-s3-csi-driver"),
];

/// The add-on that takes a taint with this key away; nothing where it is there to stay.
pub fn taken_away_by(taint: &str) -> Option<&'static str> {
    let of_driver = OF_DRIVERS.iter().find(|(key, _)| *key == taint);
    of_driver.map(|(_, addon)| *addon)
}

#[cfg(test)]
mod tests {
    use super::{OF_DRIVERS, taken_away_by};
    use crate::Catalogue;

    #[test]
    fn each_is_taken_away_by_an_add_on_that_there_is() {
        for (taint, addon) in OF_DRIVERS {
            assert_eq!(taken_away_by(taint), Some(addon));
            assert!(Catalogue::shipped().eks().add_on(addon).is_some(), "{addon}");
        }
        assert_eq!(taken_away_by("dedicated"), None);
    }
}
