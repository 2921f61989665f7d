"""The lab page's manifests as their author indented them."""

PODS = [
    f"""apiVersion: v1
kind: Pod
metadata:
  labels:
    role: {role}
  name: {name}
spec:
  containers:
  - image: harbor.corp.tanzu/library/network-multitool@sha256:1a546071c99290fa1d02f8ded26070e1e5711efeb02b3208752b92834f058948
    name: {name}
  nodeName: {node}
"""
    for name, role, node in (("frontend", "frontend", "worker-01"), ("backend1", "backend", "worker-01"), ("backend2", "backend", "worker-02"))
]
SERVICE = """apiVersion: v1
kind: Service
metadata:
  labels:
    app: backendsvc
  name: backendsvc
spec:
  ports:
  - port: 80
    protocol: TCP
    targetPort: 80
  selector:
    role: backend
  type: ClusterIP
"""
FRONTEND_POLICY = """apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: frontendpolicy
  namespace: default
spec:
  podSelector:
    matchLabels:
      role: frontend
  policyTypes:
  - Egress
  - Ingress
  egress:
  - to:
    - podSelector:
        matchLabels:
          role: backend
    ports:
    - protocol: TCP
      port: 80
  - ports:
    - protocol: UDP
      port: 53
  ingress:
  - ports:
    - protocol: TCP
      port: 80
"""
BACKEND_POLICY = """apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: backendpolicy
  namespace: default
spec:
  podSelector:
    matchLabels:
      role: backend
  policyTypes:
  - Ingress
  - Egress
  ingress:
  - from:
    - podSelector:
        matchLabels:
          role: frontend
    ports:
    - protocol: TCP
      port: 80
"""
ALL = [*PODS, SERVICE, FRONTEND_POLICY, BACKEND_POLICY]
