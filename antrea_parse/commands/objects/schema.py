"""The fields of the kinds of objects that are typed, so that an object can be put together again from their names alone.

Sources: k8s.io/api core/v1, apps/v1, discovery/v1, networking/v1; antrea pkg/apis/crd/v1beta1, v1beta2; antrea pkg/config,
v0.5 to v2.7.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

# One type a line: its name, then its fields as name=type; ``!`` marks those that every object has.
# Types: s text, i number, b truth, p port (number or name), q amount, t time, m labels, a mapping of any texts, f managed fields,
# any data that is not looked into, [T] a list, A/B one of these types, A|B|C one of these words, v the version of the API, k the kind; else
# another type.
_TYPES = """
Meta: name=n generateName=n namespace=n labels=m annotations=a uid=s resourceVersion=s selfLink=s generation=i creationTimestamp=t
  deletionTimestamp=t deletionGracePeriodSeconds=i finalizers=[s] ownerReferences=[Owner] managedFields=[Managed] clusterName=s
NamedMeta: name=n! namespace=n labels=m annotations=a uid=s resourceVersion=s selfLink=s generation=i creationTimestamp=t
  deletionTimestamp=t deletionGracePeriodSeconds=i finalizers=[s] ownerReferences=[Owner] managedFields=[Managed] generateName=n
ListMeta: resourceVersion=s selfLink=s continue=s remainingItemCount=i
Owner: apiVersion=s! kind=s! name=n! uid=s controller=b blockOwnerDeletion=b
Managed: apiVersion=s fieldsType=FieldsV1 fieldsV1=f manager=s operation=Apply|Update time=t subresource=s
Selector: matchLabels=m matchExpressions=[Requirement]
Requirement: key=s! operator=In|NotIn|Exists|DoesNotExist! values=[s]
NodeRequirement: key=s! operator=In|NotIn|Exists|DoesNotExist|Gt|Lt! values=[s]
Condition: type=s! status=True|False|Unknown lastProbeTime=t lastTransitionTime=t lastHeartbeatTime=t lastUpdateTime=t reason=s message=s
  observedGeneration=i
Reference: apiVersion=s kind=s name=s namespace=s uid=s resourceVersion=s fieldPath=s
Name: name=s!
KeyRef: name=s key=s! optional=b

Pod: apiVersion=v! kind=k! metadata=NamedMeta! spec=PodSpec status=PodStatus
PodSpec: containers=[Container]! initContainers=[Container] ephemeralContainers=[Container] nodeName=n nodeSelector=m hostNetwork=b hostPID=b hostIPC=b
  restartPolicy=Always|OnFailure|Never dnsPolicy=ClusterFirst|ClusterFirstWithHostNet|Default|None dnsConfig=DNS serviceAccount=s
  serviceAccountName=s automountServiceAccountToken=b securityContext=PodSecurity imagePullSecrets=[Name] hostname=s subdomain=s
  schedulerName=s priority=i priorityClassName=s preemptionPolicy=PreemptLowerPriority|Never enableServiceLinks=b tolerations=[Toleration]
  volumes=[Volume] affinity=Affinity terminationGracePeriodSeconds=i activeDeadlineSeconds=i readinessGates=[Gate] hostAliases=[HostAlias]
  topologySpreadConstraints=[Spread] shareProcessNamespace=b runtimeClassName=s overhead=quantities setHostnameAsFQDN=b os=Name
Gate: conditionType=s!
HostAlias: ip=s! hostnames=[s]
DNS: nameservers=[s] searches=[s] options=[EnvVar]
Spread: maxSkew=i topologyKey=s whenUnsatisfiable=DoNotSchedule|ScheduleAnyway labelSelector=Selector minDomains=i
Toleration: key=s operator=Exists|Equal value=s effect=NoSchedule|PreferNoSchedule|NoExecute tolerationSeconds=i
Affinity: nodeAffinity=NodeAffinity podAffinity=PodAffinity podAntiAffinity=PodAffinity
NodeAffinity: requiredDuringSchedulingIgnoredDuringExecution=NodeTerms preferredDuringSchedulingIgnoredDuringExecution=[NodePreference]
NodeTerms: nodeSelectorTerms=[NodeTerm]
NodeTerm: matchExpressions=[NodeRequirement] matchFields=[NodeRequirement]
NodePreference: weight=i! preference=NodeTerm
PodAffinity: requiredDuringSchedulingIgnoredDuringExecution=[PodTerm] preferredDuringSchedulingIgnoredDuringExecution=[PodPreference]
PodTerm: labelSelector=Selector topologyKey=s! namespaces=[s] namespaceSelector=Selector
PodPreference: weight=i! podAffinityTerm=PodTerm
PodSecurity: runAsUser=i runAsGroup=i runAsNonRoot=b fsGroup=i fsGroupChangePolicy=s supplementalGroups=[i] seccompProfile=Seccomp seLinuxOptions=a
  sysctls=[EnvVar]
Seccomp: type=RuntimeDefault|Unconfined|Localhost localhostProfile=s
Container: name=n! image=s! imagePullPolicy=Always|IfNotPresent|Never command=[s] args=[s] workingDir=s env=[EnvVar] envFrom=[EnvFrom]
  ports=[ContainerPort] resources=Resources volumeMounts=[Mount] livenessProbe=Probe readinessProbe=Probe startupProbe=Probe
  lifecycle=Lifecycle securityContext=Security stdin=b stdinOnce=b tty=b terminationMessagePath=s
  terminationMessagePolicy=File|FallbackToLogsOnError restartPolicy=Always targetContainerName=s
EnvVar: name=s! value=s valueFrom=ValueFrom
ValueFrom: fieldRef=FieldRef configMapKeyRef=KeyRef secretKeyRef=KeyRef resourceFieldRef=ResourceRef
FieldRef: apiVersion=s fieldPath=s!
ResourceRef: containerName=s resource=s! divisor=q
EnvFrom: prefix=s configMapRef=OptionalName secretRef=OptionalName
OptionalName: name=s! optional=b
ContainerPort: containerPort=i! name=n protocol=TCP|UDP|SCTP hostPort=i hostIP=s
Resources: limits=quantities requests=quantities
Mount: name=s! mountPath=s! readOnly=b subPath=s mountPropagation=None|HostToContainer|Bidirectional recursiveReadOnly=s subPathExpr=s
Probe: httpGet=HTTPGet tcpSocket=TCPSocket exec=Exec grpc=GRPC initialDelaySeconds=i periodSeconds=i timeoutSeconds=i successThreshold=i
  failureThreshold=i terminationGracePeriodSeconds=i
HTTPGet: path=s port=p! scheme=HTTP|HTTPS host=s httpHeaders=[EnvVar]
TCPSocket: port=p! host=s
GRPC: port=i! service=s
Exec: command=[s]
Lifecycle: preStop=Handler postStart=Handler
Handler: exec=Exec httpGet=HTTPGet tcpSocket=TCPSocket
Security: privileged=b runAsUser=i runAsGroup=i runAsNonRoot=b allowPrivilegeEscalation=b readOnlyRootFilesystem=b capabilities=Capabilities
  seccompProfile=Seccomp procMount=s seLinuxOptions=a
Capabilities: add=[s] drop=[s]
Volume: name=s! configMap=ConfigVolume secret=SecretVolume emptyDir=EmptyDir hostPath=HostPath persistentVolumeClaim=Claim projected=Projected
  downwardAPI=Downward csi=CSI nfs=NFS
ConfigVolume: name=s defaultMode=i items=[KeyPath] optional=b
SecretVolume: secretName=s defaultMode=i items=[KeyPath] optional=b
KeyPath: key=s! path=s! mode=i
EmptyDir: medium=s sizeLimit=q
HostPath: path=s! type=s
Claim: claimName=s! readOnly=b
Projected: defaultMode=i sources=[Source]
Source: serviceAccountToken=Token configMap=ConfigVolume secret=ConfigVolume downwardAPI=Downward
Token: audience=s expirationSeconds=i path=s!
Downward: defaultMode=i items=[DownwardItem]
DownwardItem: path=s! fieldRef=FieldRef resourceFieldRef=ResourceRef mode=i
CSI: driver=s! readOnly=b volumeAttributes=a fsType=s
NFS: server=s! path=s! readOnly=b
PodStatus: phase=Pending|Running|Succeeded|Failed|Unknown conditions=[Condition] containerStatuses=[ContainerStatus]
  initContainerStatuses=[ContainerStatus] ephemeralContainerStatuses=[ContainerStatus] hostIP=s hostIPs=[IP] podIP=s podIPs=[IP] startTime=t
  qosClass=Guaranteed|Burstable|BestEffort reason=s message=s nominatedNodeName=n observedGeneration=i
IP: ip=s!
ContainerStatus: name=n! image=s imageID=s containerID=s ready=b restartCount=i started=b state=State lastState=State
  allocatedResources=quantities resources=Resources user=any volumeMounts=[Mount]
State: running=Running waiting=Waiting terminated=Terminated
Running: startedAt=t
Waiting: reason=s message=s
Terminated: exitCode=i! signal=i reason=s message=s startedAt=t finishedAt=t containerID=s

Service: apiVersion=v! kind=k! metadata=NamedMeta! spec=ServiceSpec status=ServiceStatus
ServiceSpec: type=ClusterIP|NodePort|LoadBalancer|ExternalName clusterIP=s clusterIPs=[s] externalIPs=[s] externalName=s ports=[ServicePort]
  selector=m sessionAffinity=None|ClientIP sessionAffinityConfig=Affine externalTrafficPolicy=Cluster|Local
  internalTrafficPolicy=Cluster|Local ipFamilies=[IPv4|IPv6] ipFamilyPolicy=SingleStack|PreferDualStack|RequireDualStack loadBalancerIP=s
  loadBalancerClass=s loadBalancerSourceRanges=[s] healthCheckNodePort=i publishNotReadyAddresses=b allocateLoadBalancerNodePorts=b ipFamily=IPv4|IPv6
Affine: clientIP=ClientIP
ClientIP: timeoutSeconds=i
ServicePort: name=n port=i! protocol=TCP|UDP|SCTP targetPort=p nodePort=i appProtocol=s
ServiceStatus: loadBalancer=LoadBalancer conditions=[Condition]
LoadBalancer: ingress=[Ingress]
Ingress: ip=s hostname=s ipMode=VIP|Proxy ports=[any]

Endpoints: apiVersion=v! kind=k! metadata=NamedMeta! subsets=[Subset]
Subset: addresses=[Address] notReadyAddresses=[Address] ports=[EndpointPort]
Address: ip=s! hostname=s nodeName=n targetRef=Reference
EndpointPort: name=s port=i protocol=TCP|UDP|SCTP appProtocol=s
EndpointSlice: apiVersion=v! kind=k! metadata=NamedMeta! addressType=IPv4|IPv6|FQDN endpoints=[Endpoint] ports=[EndpointPort]
Endpoint: addresses=[s]! conditions=Readiness hostname=s nodeName=n zone=s targetRef=Reference hints=Hints topology=m
Readiness: ready=b serving=b terminating=b
Hints: forZones=[Name] forNodes=[Name]

NetworkPolicy: apiVersion=v! kind=k! metadata=NamedMeta! spec=NetworkPolicySpec status=any
NetworkPolicySpec: podSelector=Selector policyTypes=[Ingress|Egress] ingress=[IngressRule] egress=[EgressRule]
IngressRule: from=[Peer] ports=[PolicyPort]
EgressRule: to=[Peer] ports=[PolicyPort]
Peer: podSelector=Selector namespaceSelector=Selector ipBlock=IPBlock
IPBlock: cidr=s! except=[s]
PolicyPort: protocol=TCP|UDP|SCTP port=p endPort=i

ClusterNetworkPolicy: apiVersion=v! kind=k! metadata=NamedMeta! spec=AntreaSpec status=AntreaStatus
AntreaNetworkPolicy: apiVersion=v! kind=k! metadata=NamedMeta! spec=AntreaSpec status=AntreaStatus
AntreaSpec: tier=s priority=r appliedTo=[AntreaSelector/AntreaGroup] ingress=[AntreaIngress] egress=[AntreaEgress]
AntreaIngress: action=Allow|Drop|Reject|Pass! from=[AntreaSelector/AntreaBlock/AntreaDomain/AntreaGroup] ports=[AntreaPort]
  protocols=[Protocol] name=s enableLogging=b logLabel=s appliedTo=[AntreaSelector/AntreaGroup] l7Protocols=[L7]
AntreaEgress: action=Allow|Drop|Reject|Pass! to=[AntreaSelector/AntreaBlock/AntreaDomain/AntreaGroup]
  toServices=[ServiceName] ports=[AntreaPort] protocols=[Protocol] name=s
  enableLogging=b logLabel=s appliedTo=[AntreaSelector/AntreaGroup] l7Protocols=[L7]
AntreaPeer: podSelector=Selector namespaceSelector=Selector namespaces=Namespaces externalEntitySelector=Selector nodeSelector=Selector
  ipBlock=IPBlock fqdn=s group=s serviceAccount=NamespacedName service=NamespacedName scope=Cluster|ClusterSet
AntreaSelector: podSelector=Selector namespaceSelector=Selector namespaces=Namespaces externalEntitySelector=Selector nodeSelector=Selector
  serviceAccount=NamespacedName service=NamespacedName scope=Cluster|ClusterSet
AntreaBlock: ipBlock=IPBlock!
AntreaDomain: fqdn=s!
AntreaGroup: group=s! scope=Cluster|ClusterSet
Namespaces: match=Self sameLabels=[s]
NamespacedName: name=s! namespace=s
ServiceName: name=s! namespace=s scope=Cluster|ClusterSet
AntreaPort: protocol=TCP|UDP|SCTP port=p endPort=i sourcePort=i sourceEndPort=i
Protocol: icmp=ICMP igmp=IGMP
ICMP: icmpType=i icmpCode=i
IGMP: igmpType=i groupAddress=s
L7: http=HTTP tls=TLS
HTTP: host=s method=s path=s
TLS: sni=s
AntreaStatus: phase=Pending|Realizing|Realized|Failed observedGeneration=i currentNodesRealized=i desiredNodesRealized=i conditions=[Condition]
Tier: apiVersion=v! kind=k! metadata=NamedMeta! spec=TierSpec
TierSpec: priority=i! description=s
ClusterGroup: apiVersion=v! kind=k! metadata=NamedMeta! spec=GroupSpec status=ConditionsOnly
Group: apiVersion=v! kind=k! metadata=NamedMeta! spec=GroupSpec status=ConditionsOnly
GroupSpec: podSelector=Selector namespaceSelector=Selector externalEntitySelector=Selector ipBlocks=[IPBlock] ipBlock=IPBlock
  serviceReference=NamespacedName childGroups=[s]
ConditionsOnly: conditions=[Condition]
Egress: apiVersion=v! kind=k! metadata=NamedMeta! spec=EgressSpec status=EgressStatus
EgressSpec: appliedTo=AntreaPeer egressIP=s egressIPs=[s] externalIPPool=s externalIPPools=[s] bandwidth=Bandwidth
Bandwidth: rate=s burst=s
EgressStatus: egressNode=s egressIP=s conditions=[Condition]
ExternalIPPool: apiVersion=v! kind=k! metadata=NamedMeta! spec=PoolSpec status=PoolStatus
PoolSpec: ipRanges=[Network/Range] subnetInfo=Subnet nodeSelector=Selector
Network: cidr=s!
Range: start=s! end=s!
Subnet: gateway=s prefixLength=i vlan=i
PoolStatus: usage=Usage
Usage: total=i used=i
Traceflow: apiVersion=v! kind=k! metadata=NamedMeta! spec=TraceSpec status=TraceStatus
TraceSpec: source=TraceEnd destination=TraceEnd packet=Packet liveTraffic=b droppedOnly=b timeout=i
TraceEnd: namespace=n pod=n service=n ip=s
Packet: ipHeader=IPHeader ipv6Header=IPv6Header transportHeader=Transport srcIP=s dstIP=s length=i
IPHeader: protocol=i ttl=i flags=i srcIP=s dstIP=s
IPv6Header: nextHeader=i hopLimit=i srcIP=s dstIP=s
Transport: tcp=TCP udp=UDP icmp=Echo
TCP: srcPort=i dstPort=i flags=i
UDP: srcPort=i dstPort=i
Echo: id=i sequence=i
TraceStatus: phase=Pending|Running|Succeeded|Failed reason=s dataplaneTag=i startTime=t results=[TraceResult] capturedPacket=Packet
TraceResult: node=s! role=s timestamp=i observations=[Observation]!
Observation: component=s! action=s! componentInfo=s pod=s dstMAC=s networkPolicy=s networkPolicyRule=s ttl=i translatedSrcIP=s translatedDstIP=s
  tunnelDstIP=s egress=s egressIP=s egressNode=s srcPodIP=s

Node: apiVersion=v! kind=k! metadata=NamedMeta! spec=NodeSpec status=NodeStatus
NodeSpec: podCIDR=s podCIDRs=[s] providerID=s taints=[Taint] unschedulable=b externalID=s
Taint: key=s! value=s effect=NoSchedule|PreferNoSchedule|NoExecute! timeAdded=t
NodeStatus: addresses=[NodeAddress] capacity=quantities allocatable=quantities conditions=[Condition] nodeInfo=NodeInfo images=[Image]
  daemonEndpoints=Daemon volumesAttached=[any] volumesInUse=[s] phase=s features=any runtimeHandlers=[any]
NodeAddress: address=s! type=InternalIP|ExternalIP|Hostname|InternalDNS|ExternalDNS!
NodeInfo: architecture=s bootID=s containerRuntimeVersion=s kernelVersion=s kubeProxyVersion=s kubeletVersion=s machineID=s operatingSystem=s
  osImage=s systemUUID=s
Image: names=[s] sizeBytes=i
Daemon: kubeletEndpoint=KubeletPort
KubeletPort: Port=i
Namespace: apiVersion=v! kind=k! metadata=NamedMeta! spec=NamespaceSpec status=NamespaceStatus
NamespaceSpec: finalizers=[s]
NamespaceStatus: phase=Active|Terminating conditions=[Condition]
ConfigMap: apiVersion=v! kind=k! metadata=NamedMeta! data=a binaryData=a immutable=b

Deployment: apiVersion=v! kind=k! metadata=NamedMeta! spec=DeploymentSpec status=DeploymentStatus
DeploymentSpec: replicas=i selector=Selector template=Template strategy=Strategy minReadySeconds=i revisionHistoryLimit=i
  progressDeadlineSeconds=i paused=b
Template: metadata=Meta spec=PodSpec!
Strategy: type=RollingUpdate|Recreate rollingUpdate=Rolling
Rolling: maxSurge=p maxUnavailable=p
DeploymentStatus: replicas=i updatedReplicas=i readyReplicas=i availableReplicas=i unavailableReplicas=i observedGeneration=i
  conditions=[Condition] collisionCount=i terminatingReplicas=i
DaemonSet: apiVersion=v! kind=k! metadata=NamedMeta! spec=DaemonSetSpec status=DaemonSetStatus
DaemonSetSpec: selector=Selector template=Template updateStrategy=DaemonStrategy minReadySeconds=i revisionHistoryLimit=i
DaemonStrategy: type=RollingUpdate|OnDelete rollingUpdate=Rolling
DaemonSetStatus: currentNumberScheduled=i desiredNumberScheduled=i numberAvailable=i numberMisscheduled=i numberReady=i numberUnavailable=i
  observedGeneration=i updatedNumberScheduled=i conditions=[Condition] collisionCount=i

AntreaAgentInfo: apiVersion=v! kind=k! metadata=NamedMeta! version=s podRef=Reference nodeRef=Reference nodeSubnets=[s] ovsInfo=OVS
  networkPolicyControllerInfo=PolicyCounts localPodNum=i agentConditions=[Condition] apiPort=i apiCABundle=s networkInfo=NetworkInfo
OVS: version=s bridgeName=s flowTable=counts
PolicyCounts: networkPolicyNum=i addressGroupNum=i appliedToGroupNum=i
NetworkInfo: transportInterface=s transportInterfaceMTU=i podMTU=i transportInterfaceIPs=[s]
AntreaControllerInfo: apiVersion=v! kind=k! metadata=NamedMeta! version=s podRef=Reference nodeRef=Reference serviceRef=Reference
  networkPolicyControllerInfo=PolicyCounts connectedAgentNum=i controllerConditions=[Condition] apiPort=i apiCABundle=s

AgentConf: featureGates=gates ovsBridge=s ovsDatapathType=system|netdev ovsRunDir=s hostGateway=s defaultMTU=i tunnelType=geneve|vxlan|gre|stt
  tunnelPort=i tunnelCsum=b enableIPSecTunnel=b trafficEncryptionMode=none|ipsec|wireGuard|wireguard|IPsec|IPSec|WireGuard enableBridgingMode=b
  disableTXChecksumOffload=b trafficEncapMode=encap|noEncap|hybrid|networkPolicyOnly|NoEncap|Encap|Hybrid|NetworkPolicyOnly noSNAT=b serviceCIDR=s
  serviceCIDRv6=s transportInterface=s transportInterfaceCIDRs=[s] wireGuard=WireGuardConf egress=EgressConf nodePortLocal=NPLConf nplPortRange=s
  antreaProxy=ProxyConf flowExporter=FlowConf
  multicast=MulticastConf multicastInterfaces=[s] multicluster=MulticlusterConf secondaryNetwork=SecondaryConf ipsec=IPsecConf
  auditLogging=AuditConf cniSocket=s hostProcPathPrefix=s apiPort=i clusterMembershipPort=i enablePrometheusMetrics=b kubeAPIServerOverride=s
  dnsServerOverride=s nodeType=s externalNode=ExternalConf tlsCipherSuites=s tlsMinVersion=s packetInRate=i clientConnection=ClientConf
  antreaClientConnection=ClientConf fqdnCacheMinTTL=i snatFullyRandomPorts=b
ControllerConf: featureGates=gates apiPort=i enablePrometheusMetrics=b selfSignedCert=b tlsCipherSuites=s tlsMinVersion=s legacyCRDMirroring=b
  nodeIPAM=IPAMConf ipsecCSRSigner=SignerConf multicluster=MulticlusterConf clientConnection=ClientConf
WireGuardConf: port=i
EgressConf: exceptCIDRs=[s] maxEgressIPsPerNode=i snatFullyRandomPorts=b
NPLConf: enable=b portRange=s
ProxyConf: enable=b proxyAll=b nodePortAddresses=[s] skipServices=[s] proxyLoadBalancerIPs=b defaultLoadBalancerMode=s serviceProxyName=s
  disableServiceHealthCheckServer=b
FlowConf: enable=b flowCollectorAddr=s flowPollInterval=s activeFlowExportTimeout=s idleFlowExportTimeout=s protocolFilter=[s]
MulticastConf: enable=b interfaces=[s] multicastInterfaces=[s] igmpQueryVersions=[i] igmpQueryInterval=s
MulticlusterConf: enable=b enableGateway=b namespace=s enableStretchedNetworkPolicy=b enablePodToPodConnectivity=b trafficEncryptionMode=s
  wireGuard=WireGuardConf
SecondaryConf: ovsBridges=[BridgeConf]
BridgeConf: bridgeName=s! physicalInterfaces=[s] enableMulticastSnooping=b
IPsecConf: authenticationMode=psk|cert
AuditConf: maxSize=i maxBackups=i maxAge=i compress=b
ExternalConf: externalNodeNamespace=s policyBypassRules=[any]
ClientConf: kubeconfig=s
IPAMConf: enableNodeIPAM=b clusterCIDRs=[s] serviceCIDR=s serviceCIDRv6=s nodeCIDRMaskSizeIPv4=i nodeCIDRMaskSizeIPv6=i
SignerConf: autoApprove=b selfSignedCA=b
"""
#: Kinds whose type has another name, by the group of their API.
KIND_OF = {"AntreaNetworkPolicy": "NetworkPolicy"}


@dataclass(frozen=True, eq=False, slots=True)
class Type:
    """What may stand somewhere.

    Attributes:
        name: of the type.
        form: ``object``, ``list``, ``map``, ``any``, ``union`` or ``scalar``.
        fields: of an object, by name.
        required: fields that every such object has.
        item: what a list holds, or the values of a map; the types of a union.
        words: all words that may stand here; empty where any may.
    """

    name: str
    form: str
    fields: dict[str, Type] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    item: list[Type] = field(default_factory=list)
    words: frozenset[str] = frozenset()


@cache
def types() -> dict[str, Type]:
    """All types by name."""
    found: dict[str, Type] = {name: Type(name, "scalar") for name in "snibptqrvk"}
    found |= {"any": Type("any", "any"), "f": Type("f", "any")}
    for name, item in (("m", "label"), ("a", "text"), ("quantities", "q"), ("counts", "i"), ("gates", "b")):
        found[name] = Type(name, "map", item=[found.setdefault(item, Type(item, "scalar"))])
    lines = [line for line in _TYPES.replace("\n  ", " ").splitlines() if line]
    for line in lines:
        name = line.partition(":")[0]
        found[name] = Type(name, "object")
    for line in lines:
        name, _, rest = line.partition(": ")
        for word in rest.split():
            key, _, text = word.partition("=")
            if text.endswith("!"):
                text = text[:-1]
                found[name].required.add(key)
            found[name].fields[key] = _type(found, text)
    return found


def _type(found: dict[str, Type], text: str) -> Type:
    if text not in found:
        if text.startswith("["):
            found[text] = Type(text, "list", item=[_type(found, text[1:-1])])
        elif "/" in text:
            found[text] = Type(text, "union", item=[_type(found, name) for name in text.split("/")])
        else:  # words
            found[text] = Type(text, "scalar", words=frozenset(text.split("|")))
    return found[text]


def root(kind: str) -> Type:
    """The type of a kind of objects."""
    return types()[kind]
