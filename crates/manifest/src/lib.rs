//! Kubernetes documents: split, identity, hooks, order.
