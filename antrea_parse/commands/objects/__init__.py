"""Kubernetes objects as YAML, JSON, names or descriptions: the records of `kubectl get` with more fields set."""
