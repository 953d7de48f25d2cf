import { expect, test } from 'vitest';
import { forwardTo, NEW_GROUP, NEW_LOAD_BALANCER, newRule, openHouse, ZONES } from './alb-house.ts';

/** Text of an answer. */
const text = (value: unknown) => String(value);
const TAG = [{ Key: 'team', Value: 'chat' }];

test('a load balancer of every kind, from its making to its end', async () => {
  const house = await openHouse();
  await house.done('DescribeRegions');
  await house.done('DescribeZones');
  const { LoadBalancerId } = await house.tried('CreateLoadBalancer', {
    ...NEW_LOAD_BALANCER,
    LoadBalancerEdition: 'Basic',
    LoadBalancerBillingConfig: { PayType: 'PostPay', BandwidthPackageId: 'cbwp-1' },
    AddressAllocatedMode: 'Fixed',
    SecurityGroupIds: [{ SecurityGroupId: 'sg-1' }],
    DeletionProtectionEnabled: true,
    ModificationProtectionConfig: { Status: 'ConsoleProtection', Reason: 'torii' },
    ResourceGroupId: 'rg-1',
    Tag: TAG,
  });
  const id = text(LoadBalancerId);
  const one = { LoadBalancerId: id };
  expect(await house.done('GetLoadBalancerAttribute', one)).toMatchObject({
    LoadBalancerStatus: 'Active',
    LoadBalancerEdition: 'Basic',
    AddressAllocatedMode: 'Fixed',
    BandwidthPackageId: 'cbwp-1',
    SecurityGroupIds: ['sg-1'],
    ResourceGroupId: 'rg-1',
    ZoneMappings: [{ LoadBalancerAddresses: [{ EipType: 'Common' }] }, {}],
  });
  await house.tried('DisableDeletionProtection', { ResourceId: id });
  await house.tried('EnableDeletionProtection', { ResourceId: id });
  await house.tried('UpdateLoadBalancerAttribute', { ...one, LoadBalancerName: 'chat-prod' });
  await house.tried('UpdateLoadBalancerEdition', { ...one, LoadBalancerEdition: 'Standard' });
  await house.tried('LoadBalancerLeaveSecurityGroup', { ...one, SecurityGroupIds: ['sg-1'] });
  await house.tried('LoadBalancerJoinSecurityGroup', { ...one, SecurityGroupIds: ['sg-1', 'sg-2'] });
  const packaged = { ...one, RegionId: 'cn-hangzhou', BandwidthPackageId: 'cbwp-1' };
  await house.tried('DetachCommonBandwidthPackageFromLoadBalancer', packaged);
  await house.tried('AttachCommonBandwidthPackageToLoadBalancer', packaged);
  const [zone = {}] = ZONES;
  await house.tried('StartShiftLoadBalancerZones', { ...one, ZoneMappings: [zone] });
  expect(await house.done('GetLoadBalancerAttribute', one)).toMatchObject({
    ZoneMappings: [{ Status: 'Shifted' }, { Status: 'Active' }],
  });
  await house.tried('CancelShiftLoadBalancerZones', { ...one, ZoneMappings: [zone] });
  await house.tried('UpdateLoadBalancerAddressTypeConfig', { ...one, AddressType: 'Intranet' });
  expect(await house.done('GetLoadBalancerAttribute', one)).not.toHaveProperty(
    'ZoneMappings.0.LoadBalancerAddresses.0.AllocationId',
  );
  await house.tried('UpdateLoadBalancerAddressTypeConfig', {
    ...one,
    AddressType: 'Internet',
    ZoneMappings: ZONES.map((each, index) => ({ ...each, AllocationId: `eip-${'hi'[index]}`, EipType: 'Anycast' })),
  });
  expect(await house.done('GetLoadBalancerAttribute', one)).toMatchObject({
    ZoneMappings: [{ LoadBalancerAddresses: [{ AllocationId: 'eip-h', EipType: 'Anycast' }] }, {}],
  });
  await house.tried('UpdateLoadBalancerZones', {
    ...one,
    ZoneMappings: [zone, { ZoneId: 'cn-hangzhou-j', VSwitchId: 'vsw-j' }],
  });
  await house.tried('EnableLoadBalancerAccessLog', { ...one, LogProject: 'project', LogStore: 'store' });
  house.world.cloud.alb.loadBalancer(id)?.locks.push({ type: 'FinancialLocked', reason: 'overdue' });
  expect(await house.done('GetLoadBalancerAttribute', one)).toMatchObject({
    LoadBalancerBussinessStatus: 'Abnormal',
    LoadBalancerOperationLocks: [{ LockType: 'FinancialLocked', LockReason: 'overdue' }],
  });
  await house.done('CreateLoadBalancer', NEW_LOAD_BALANCER);
  const { NextToken } = await house.done('ListLoadBalancers', { MaxResults: 1 });
  await house.done('ListLoadBalancers', { MaxResults: 1, NextToken: text(NextToken) });
  expect(await house.listed('ListLoadBalancers', { ResourceGroupId: 'rg-1' })).toMatchObject([one]);
  house.world.cloud.alb.loadBalancer(id)?.locks.splice(0);
  await house.tried('DisableLoadBalancerAccessLog', one);
  await house.done('DisableDeletionProtection', { ResourceId: id });
  await house.tried('DeleteLoadBalancer', one);
  expect(await house.listed('ListLoadBalancers', { LoadBalancerIds: [id] })).toEqual([]);
  house.world.cloud.alb.jobs.failNext('UpdateLoadBalancerAttribute', { code: '506', message: 'Failed' });
  const [other] = await house.listed('ListLoadBalancers');
  const otherId = text(other?.LoadBalancerId);
  await house.done('UpdateLoadBalancerAttribute', { LoadBalancerId: otherId, LoadBalancerName: 'other' });
  await house.done('ListAsynJobs', { MaxResults: 1 });
  expect(await house.listed('ListAsynJobs', { ApiName: 'UpdateLoadBalancerAttribute' })).toMatchObject([
    { Status: 'Failed', ErrorCode: '506', ErrorMessage: 'Failed' },
    { Status: 'Succeeded' },
  ]);
});

test('a load balancer with addresses of IPv6, in vSwitches that have them', async () => {
  const house = await openHouse();
  const { vpc } = house.world.cloud;
  const both = { ...NEW_LOAD_BALANCER, AddressIpVersion: 'DualStack' };
  expect(await house.ask('CreateLoadBalancer', both)).toMatchObject({ code: 'InvalidParameter' });
  for (const [index, id] of ['vsw-h', 'vsw-i'].entries()) {
    const vSwitch = vpc.vSwitch(id);
    if (vSwitch) vSwitch.ipv6CidrBlock = `2408:4005:3a0:b0${index}::/64`;
  }
  const { LoadBalancerId } = await house.done('CreateLoadBalancer', both);
  const { ZoneMappings } = await house.done('GetLoadBalancerAttribute', { LoadBalancerId: text(LoadBalancerId) });
  const address = { Ipv6Address: expect.stringMatching(/^2408:4005:3a0:b00:/), Ipv6AddressHcStatus: 'Healthy' };
  expect(ZoneMappings).toMatchObject([{ LoadBalancerAddresses: [address] }, {}]);
  expect(await house.listed('ListLoadBalancers', { Ipv6AddressType: 'Intranet' })).toHaveLength(1);
});

test('listeners with all their settings, certificates, lists and logs', async () => {
  const house = await openHouse();
  const { world } = house;
  const { LoadBalancerId } = await house.done('CreateLoadBalancer', NEW_LOAD_BALANCER);
  const { ServerGroupId } = await house.done('CreateServerGroup', NEW_GROUP);
  const [one = '', two = ''] = world.certificates(2);
  const place = { LoadBalancerId: text(LoadBalancerId), DefaultActions: forwardTo(text(ServerGroupId)) };
  const quic = await house.done('CreateListener', {
    ...place,
    ListenerProtocol: 'QUIC',
    ListenerPort: 443,
    Certificates: [{ CertificateId: one }],
  });
  const { ListenerId } = await house.tried('CreateListener', {
    ...place,
    ListenerProtocol: 'HTTPS',
    ListenerPort: 443,
    ListenerDescription: 'everything',
    Certificates: [{ CertificateId: one }],
    CaEnabled: true,
    CaCertificates: [{ CertificateId: 'ca-1' }],
    QuicConfig: { QuicUpgradeEnabled: true, QuicListenerId: text(quic.ListenerId) },
    XForwardedForConfig: { XForwardedForHostEnabled: true, XForwardedForClientCertSubjectDNAlias: 'subject' },
    Tag: TAG,
  });
  const listener = { ListenerId: text(ListenerId) };
  await house.tried('UpdateListenerAttribute', { ...listener, IdleTimeout: 20, GzipEnabled: false });
  await house.done('EnableLoadBalancerAccessLog', {
    LoadBalancerId: text(LoadBalancerId),
    LogProject: 'project',
    LogStore: 'store',
  });
  await house.tried('UpdateListenerLogConfig', {
    ...listener,
    AccessLogRecordCustomizedHeadersEnabled: true,
    AccessLogTracingConfig: { TracingEnabled: true, TracingSample: 100, TracingType: 'Zipkin' },
  });
  await house.tried('AssociateAdditionalCertificatesWithListener', {
    ...listener,
    Certificates: [{ CertificateId: two }],
  });
  const { AclId } = await house.tried('CreateAcl', { AclName: 'office', ResourceGroupId: 'rg-1', Tag: TAG });
  const acl = { AclId: text(AclId) };
  await house.tried('UpdateAclAttribute', { ...acl, AclName: 'offices' });
  const entries = ['203.0.113.0/24', '198.51.100.0/24'];
  await house.tried('AddEntriesToAcl', {
    ...acl,
    AclEntries: entries.map((Entry) => ({ Entry, Description: 'here' })),
  });
  const bound = { ...listener, AclIds: [acl.AclId] };
  await house.tried('AssociateAclsWithListener', { ...bound, AclType: 'White' });
  await house.done('ListAclRelations', { AclIds: [acl.AclId] });
  expect(await house.done('GetListenerAttribute', listener)).toMatchObject({
    ListenerDescription: 'everything',
    IdleTimeout: 20,
    GzipEnabled: false,
    Http2Enabled: true,
    CaEnabled: true,
    CaCertificates: [{ CertificateId: 'ca-1', Status: 'Associated' }],
    QuicConfig: { QuicUpgradeEnabled: true, QuicListenerId: quic.ListenerId },
    XForwardedForConfig: {
      XForwardedForEnabled: true,
      XForwardedForHostEnabled: true,
      XForwardedForClientCertSubjectDNAlias: 'subject',
      XForwardedForProcessingMode: 'append',
    },
    LogConfig: {
      AccessLogRecordCustomizedHeadersEnabled: true,
      AccessLogTracingConfig: { TracingEnabled: true, TracingSample: 100, TracingType: 'Zipkin' },
    },
    AclConfig: { AclType: 'White', AclRelations: [{ AclId, Status: 'Associated' }] },
    Tags: TAG,
  });
  await house.done('ListListeners', { MaxResults: 1 });
  await house.done('ListListeners');
  await house.done('ListListenerCertificates', { ...listener, MaxResults: 1 });
  expect(await house.listed('ListListenerCertificates', { ...listener, CertificateType: 'Ca' })).toMatchObject([
    { CertificateId: 'ca-1', CertificateType: 'Ca', IsDefault: true },
  ]);
  await house.done('CreateAcl', { AclName: 'another' });
  await house.done('ListAcls', { MaxResults: 1 });
  await house.done('ListAclEntries', { ...acl, MaxResults: 1 });
  await house.tried('DissociateAclsFromListener', bound);
  await house.tried('RemoveEntriesFromAcl', { ...acl, Entries: entries });
  await house.tried('DeleteAcl', acl);
  await house.tried('DissociateAdditionalCertificatesFromListener', {
    ...listener,
    Certificates: [{ CertificateId: two }],
  });
  await house.tried('StopListener', listener);
  await house.tried('StartListener', listener);
  await house.tried('DeleteListener', listener);
});

test('servers of a group, and what health checks find of them', async () => {
  const house = await openHouse();
  const { cloud } = house.world;
  const { LoadBalancerId } = await house.done('CreateLoadBalancer', NEW_LOAD_BALANCER);
  const { ServerGroupId } = await house.tried('CreateServerGroup', {
    ...NEW_GROUP,
    Scheduler: 'Wrr',
    HealthCheckConfig: { HealthCheckEnabled: true, HealthCheckPath: '/health', HealthCheckProtocol: 'HTTP' },
    StickySessionConfig: { StickySessionEnabled: true, StickySessionType: 'Server', Cookie: 'session' },
    ConnectionDrainConfig: { ConnectionDrainEnabled: true, ConnectionDrainTimeout: 60 },
    SlowStartConfig: { SlowStartEnabled: true, SlowStartDuration: 60 },
    UchConfig: { Type: 'QueryString', Value: 'user' },
    UpstreamKeepaliveEnabled: true,
    ServiceName: 'service',
    ResourceGroupId: 'rg-1',
    Tag: TAG,
  });
  const group = { ServerGroupId: text(ServerGroupId) };
  const { ListenerId } = await house.done('CreateListener', {
    LoadBalancerId: text(LoadBalancerId),
    ListenerProtocol: 'HTTP',
    ListenerPort: 80,
    DefaultActions: forwardTo(group.ServerGroupId),
  });
  await house.done('CreateRule', { ListenerId: text(ListenerId), ...newRule(group.ServerGroupId, 1) });
  await house.done('CreateRule', { ListenerId: text(ListenerId), ...newRule(group.ServerGroupId, 2) });
  const server = (ServerId: string, Port = 80) => ({ ServerId, ServerType: 'Ip', Port });
  cloud.progress.mode('alb-health-check', 'after-delay');
  await house.tried('AddServersToServerGroup', {
    ...group,
    Servers: ['10.0.0.7', '10.0.0.8'].map((ip) => ({ ...server(ip), Description: 'server', RemoteIpEnabled: true })),
  });
  const health = async () => {
    const body = await house.done('GetListenerHealthStatus', {
      ListenerId: text(ListenerId),
      IncludeRule: true,
      MaxResults: 1,
    });
    expect(body.RuleHealthStatus).toMatchObject([{ ServerGroupInfos: [group] }]);
    return body.ListenerHealthStatus;
  };
  const found = (...NonNormalServers: readonly object[]) => [
    { ServerGroupInfos: [{ ...group, HealthCheckEnabled: 'on', NonNormalServers }] },
  ];
  expect(await health()).toMatchObject(found({ Status: 'Initial' }, { Status: 'Initial' }));
  await house.world.later();
  expect(await health()).toMatchObject(found());
  cloud.alb.serverGroups.get(group.ServerGroupId)?.mark('10.0.0.7', {
    reasonCode: 'RESPONSE_MISMATCH',
    actualResponse: '502',
    expectedResponse: 'HTTP_2xx',
  });
  expect(await health()).toMatchObject(
    found({ ServerId: '10.0.0.7', Status: 'Unhealthy', Reason: { ReasonCode: 'RESPONSE_MISMATCH' } }),
  );
  await house.tried('UpdateServerGroupServersAttribute', {
    ...group,
    Servers: [{ ...server('10.0.0.8'), Weight: 0, Description: 'resting' }],
  });
  expect(await health()).toMatchObject(found({ Status: 'Unhealthy' }, { Status: 'Unused' }));
  await house.done('ListServerGroupServers', { ...group, MaxResults: 1 });
  expect(await house.listed('ListServerGroupServers', group)).toMatchObject([
    { ServerId: '10.0.0.7', Weight: 100, Status: 'Available', RemoteIpEnabled: true },
    { ServerId: '10.0.0.8', Weight: 0, Description: 'resting' },
  ]);
  await house.tried('ReplaceServersInServerGroup', {
    ...group,
    RemovedServers: [server('10.0.0.7')],
    AddedServers: [server('10.0.0.7', 8080)],
  });
  await house.tried('RemoveServersFromServerGroup', { ...group, Servers: [server('10.0.0.8')] });
  expect(await house.listed('ListServerGroupServers', group)).toMatchObject([{ ServerId: '10.0.0.7', Port: 8080 }]);
  await house.tried('UpdateServerGroupAttribute', {
    ...group,
    ServerGroupName: 'renamed',
    CrossZoneEnabled: false,
    HealthCheckConfig: { HealthCheckEnabled: false },
  });
  expect(await house.listed('ListServerGroups', { ResourceGroupId: 'rg-1' })).toMatchObject([
    {
      ServerGroupName: 'renamed',
      ServerCount: 1,
      CrossZoneEnabled: false,
      HealthCheckConfig: { HealthCheckEnabled: false, HealthCheckPath: '/health', HealthCheckTimeout: 5 },
      StickySessionConfig: { StickySessionType: 'Server', Cookie: 'session', CookieTimeout: 1000 },
      ConnectionDrainConfig: { ConnectionDrainTimeout: 60 },
      SlowStartConfig: { SlowStartDuration: 60 },
      UchConfig: { Type: 'QueryString', Value: 'user' },
      RelatedLoadBalancerIds: [LoadBalancerId],
    },
  ]);
  expect(await health()).toMatchObject([{ ServerGroupInfos: [{ HealthCheckEnabled: 'off' }] }]);
  const { HealthCheckTemplateId } = await house.tried('CreateHealthCheckTemplate', {
    HealthCheckTemplateName: 'usual',
    HealthCheckProtocol: 'gRPC',
    Tag: TAG,
  });
  const template = { HealthCheckTemplateId: text(HealthCheckTemplateId) };
  await house.tried('UpdateHealthCheckTemplateAttribute', { ...template, HealthCheckInterval: 10 });
  expect(await house.done('GetHealthCheckTemplateAttribute', template)).toMatchObject({
    HealthCheckTemplateName: 'usual',
    HealthCheckMethod: 'POST',
    HealthCheckInterval: 10,
  });
  await house.tried('ApplyHealthCheckTemplateToServerGroup', { ...template, ...group });
  expect(await house.listed('ListServerGroups')).toMatchObject([
    { HealthCheckConfig: { HealthCheckEnabled: true, HealthCheckInterval: 10, HealthCheckProtocol: 'gRPC' } },
  ]);
  await house.done('CreateHealthCheckTemplate', { HealthCheckTemplateName: 'another' });
  await house.done('ListHealthCheckTemplates', { MaxResults: 1 });
  await house.tried('DeleteHealthCheckTemplates', { HealthCheckTemplateIds: [template.HealthCheckTemplateId] });
  const free = await house.done('CreateServerGroup', NEW_GROUP);
  await house.done('ListServerGroups', { MaxResults: 1 });
  await house.tried('DeleteServerGroup', { ServerGroupId: text(free.ServerGroupId) });
});

test('forwarding rules with every condition and action', async () => {
  const house = await openHouse();
  const { LoadBalancerId } = await house.done('CreateLoadBalancer', NEW_LOAD_BALANCER);
  const { ServerGroupId } = await house.done('CreateServerGroup', NEW_GROUP);
  const mirror = await house.done('CreateServerGroup', { ...NEW_GROUP, ServerGroupType: 'Instance' });
  const group = text(ServerGroupId);
  const { ListenerId } = await house.done('CreateListener', {
    LoadBalancerId: text(LoadBalancerId),
    ListenerProtocol: 'HTTP',
    ListenerPort: 80,
    DefaultActions: forwardTo(group),
  });
  const listener = { ListenerId: text(ListenerId) };
  const forward = newRule(group, 1).RuleActions as readonly { readonly [name: string]: string }[];
  const values = (...Values: readonly string[]) => ({ Values });
  const { RuleId } = await house.tried('CreateRule', {
    ...listener,
    ...newRule(group, 1),
    RuleConditions: [
      { Type: 'Host', HostConfig: values('chat.example.com') },
      { Type: 'Path', PathConfig: values('/v1/*') },
      { Type: 'Header', HeaderConfig: { Key: 'version', Values: ['2'] } },
      { Type: 'QueryString', QueryStringConfig: { Values: [{ Key: 'a', Value: 'b' }] } },
      { Type: 'Method', MethodConfig: values('GET') },
      { Type: 'Cookie', CookieConfig: { Values: [{ Key: 'a', Value: 'b' }] } },
      { Type: 'SourceIp', SourceIpConfig: values('203.0.113.0/24') },
    ],
    RuleActions: [
      { Order: 1, Type: 'Rewrite', RewriteConfig: { Host: 'a.example.com', Path: '/', Query: 'q=1' } },
      { Order: 2, Type: 'InsertHeader', InsertHeaderConfig: { Key: 'k', Value: 'v', ValueType: 'UserDefined' } },
      { Order: 3, Type: 'TrafficLimit', TrafficLimitConfig: { QPS: 10, PerIpQps: 20 } },
      {
        Order: 4,
        Type: 'TrafficMirror',
        TrafficMirrorConfig: {
          TargetType: 'ForwardGroupMirror',
          MirrorGroupConfig: { ServerGroupTuples: [{ ServerGroupId: text(mirror.ServerGroupId) }] },
        },
      },
      { ...forward[0], Order: 5 },
    ],
    Tag: TAG,
  });
  await house.tried('CreateRules', {
    ...listener,
    Rules: [
      {
        ...newRule(group, 2),
        RuleActions: [
          {
            Order: 1,
            Type: 'Cors',
            CorsConfig: {
              AllowOrigin: ['https://example.com'],
              AllowMethods: ['GET'],
              AllowHeaders: ['x-a'],
              ExposeHeaders: ['x-b'],
              AllowCredentials: 'on',
              MaxAge: 60,
            },
          },
          { Order: 2, Type: 'Redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443' } },
        ],
      },
      {
        ...newRule(group, 3),
        RuleActions: [
          {
            Order: 1,
            Type: 'FixedResponse',
            FixedResponseConfig: { Content: 'closed', ContentType: 'text/plain', HttpCode: 'HTTP_503' },
          },
        ],
      },
      {
        ...newRule(group, 1),
        Direction: 'Response',
        RuleConditions: [
          { Type: 'ResponseHeader', ResponseHeaderConfig: { Key: 'server', Values: ['nginx'] } },
          { Type: 'ResponseStatusCode', ResponseStatusCodeConfig: values('200') },
        ],
        RuleActions: [{ Order: 1, Type: 'RemoveHeader', RemoveHeaderConfig: { Key: 'server' } }],
      },
    ],
  });
  await house.done('ListRules', { MaxResults: 1 });
  const rules = await house.listed('ListRules', { ListenerIds: [listener.ListenerId] });
  expect(rules).toMatchObject([
    { RuleId, RuleStatus: 'Available', Priority: 1, Direction: 'Request', Tags: TAG },
    { Priority: 1, Direction: 'Response' },
    { Priority: 2, RuleActions: [{}, { RedirectConfig: { Protocol: 'HTTPS', Host: `$\{host}`, HttpCode: '301' } }] },
    { Priority: 3 },
  ]);
  await house.tried('UpdateRuleAttribute', { RuleId: text(RuleId), RuleName: 'renamed', Priority: 9 });
  await house.tried('UpdateRulesAttribute', {
    Rules: rules.slice(2).map((rule, index) => ({ RuleId: text(rule.RuleId), Priority: 20 + index })),
  });
  expect((await house.listed('ListRules')).map(({ Priority }) => Priority)).toEqual([1, 9, 20, 21]);
  await house.tried('DeleteRule', { RuleId: text(RuleId) });
  await house.tried('DeleteRules', { RuleIds: rules.slice(1).map((rule) => text(rule.RuleId)) });
  expect(await house.listed('ListRules')).toEqual([]);
  // The SDK's models give a mirror no weight; the document does.
  const tuple = { ServerGroupId: text(mirror.ServerGroupId), Weight: 1 };
  const weighed = { TargetType: 'ForwardGroupMirror', MirrorGroupConfig: { ServerGroupTuples: [tuple] } };
  const mirroring = { Order: 1, Type: 'TrafficMirror', TrafficMirrorConfig: weighed };
  const byHand = { ...newRule(group, 20), RuleActions: [mirroring, { ...forward[0], Order: 2 }] };
  expect(await house.ask('CreateRule', { ...listener, ...byHand })).toMatchObject({ status: 200 });
  expect(await house.listed('ListRules')).toHaveLength(1);
});

test('security policies, tags and resource groups', async () => {
  const house = await openHouse();
  const { SecurityPolicyId } = await house.tried('CreateSecurityPolicy', {
    SecurityPolicyName: 'modern',
    TLSVersions: ['TLSv1.2', 'TLSv1.3'],
    Ciphers: ['TLS_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
    Tag: TAG,
  });
  const policy = { SecurityPolicyId: text(SecurityPolicyId) };
  await house.tried('UpdateSecurityPolicyAttribute', { ...policy, SecurityPolicyName: 'newer' });
  expect(await house.listed('ListSecurityPolicies')).toMatchObject([
    { ...policy, SecurityPolicyName: 'newer', SecurityPolicyStatus: 'Available', TLSVersions: ['TLSv1.2', 'TLSv1.3'] },
  ]);
  const system = await house.listed('ListSystemSecurityPolicies');
  expect(system.map((each) => each.SecurityPolicyId)).toContain('tls_cipher_policy_1_2_strict_with_1_3');
  const served = await house.world.served();
  await house.done('UpdateListenerAttribute', { ListenerId: served.listenerId, ...policy });
  expect(await house.listed('ListSecurityPolicyRelations', { SecurityPolicyIds: [policy.SecurityPolicyId] })).toEqual([
    {
      SecurityPolicyId,
      RelatedListeners: [
        {
          ListenerId: served.listenerId,
          ListenerPort: 443,
          ListenerProtocol: 'HTTPS',
          LoadBalancerId: served.loadBalancerId,
        },
      ],
    },
  ]);
  const resource = { ResourceType: 'securitypolicy', ResourceId: [policy.SecurityPolicyId] };
  await house.done('TagResources', { ...resource, Tag: [{ Key: 'owner', Value: 'torii' }] });
  await house.done('ListTagResources', { ...resource, MaxResults: 1 });
  await house.done('ListTagKeys', { ResourceType: 'securitypolicy', MaxResults: 1 });
  expect(await house.listed('ListTagKeys', { ResourceType: 'securitypolicy', Keyword: 'own' })).toEqual([
    { TagKey: 'owner', Category: 'Custom' },
  ]);
  await house.done('TagResources', {
    ResourceType: 'loadbalancer',
    ResourceId: [served.loadBalancerId],
    Tag: [{ Key: 'owner', Value: 'eas' }],
  });
  await house.done('ListTagValues', { TagKey: 'owner', MaxResults: 1 });
  expect((await house.done('ListTagValues', { TagKey: 'owner' })).TagValues).toEqual(['eas', 'torii']);
  await house.done('UnTagResources', { ...resource, All: true });
  await house.done('MoveResourceGroup', {
    ResourceType: 'securitypolicy',
    ResourceId: policy.SecurityPolicyId,
    NewResourceGroupId: 'rg-1',
  });
  await house.done('CreateSecurityPolicy', {
    SecurityPolicyName: 'other',
    TLSVersions: ['TLSv1.2'],
    Ciphers: ['AES128-SHA'],
  });
  await house.done('ListSecurityPolicies', { MaxResults: 1 });
  expect(await house.listed('ListSecurityPolicies', { ResourceGroupId: 'rg-1' })).toMatchObject([policy]);
  await house.done('UpdateListenerAttribute', {
    ListenerId: served.listenerId,
    SecurityPolicyId: 'tls_cipher_policy_1_2',
  });
  await house.tried('DeleteSecurityPolicy', policy);
});
