"""Clusters of Kubernetes, as far as they tell what went out: Deployments, their revisions and their pods."""

from integrations.kubernetes.model import Cluster, Clusters, Pod, Revision, Workload

__all__ = ["Cluster", "Clusters", "Pod", "Revision", "Workload"]
