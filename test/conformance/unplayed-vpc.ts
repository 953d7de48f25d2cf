import type { Unplayed } from './unplayed.ts';

const OLDER = 'who calls through a resource owner is told by the signature alone';
const NO_DHCP = 'there are no sets of DHCP options here';

export const unplayed: Unplayed = {
  answers: {
    '* *DhcpOptionsSetId': NO_DHCP,
    '* *NatGatewayIds.NatGatewayIds[]': 'there are no NAT gateways here',
    'DescribeVpcAttribute AssociatedCens.*': 'there is no Cloud Enterprise Network here',
    'DescribeVpcAttribute AssociatedPropagationSources.*': 'there is no Cloud Enterprise Network here',
    'DescribeVpcAttribute Ipv4GatewayId': 'there are no IPv4 gateways here',
  },
  parameters: {
    '* OwnerId': OLDER,
    '* OwnerAccount': OLDER,
    '* ResourceOwnerId': OLDER,
    '* ResourceOwnerAccount': OLDER,
  },
};
