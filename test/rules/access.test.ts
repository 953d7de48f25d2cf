import { describe, expect, it } from 'vitest';
import {
  gateTo,
  InvalidAllowedPlaces,
  NO_ALLOWED_PLACES,
  readAllowedPlaces,
  refuseAddress,
  refuseHost,
} from '../../shared/domain-rules/access/public-address.ts';
import { highestRole, isRole, reaches } from '../../shared/domain-rules/access/role.ts';
import { sourceNetwork } from '../../shared/domain-rules/access/source-network.ts';

describe('roles', () => {
  it('reach as far as those before them, and no farther', () => {
    expect(reaches('admin', 'viewer')).toBe(true);
    expect(reaches('operator', 'operator')).toBe(true);
    expect(reaches('viewer', 'operator')).toBe(false);
    expect(reaches('operator', 'admin')).toBe(false);
  });

  it('are three, of which the highest counts', () => {
    expect(['viewer', 'operator', 'admin', 'root', 1, undefined].filter(isRole)).toEqual([
      'viewer',
      'operator',
      'admin',
    ]);
    expect(highestRole(['viewer', 'admin', 'operator'])).toBe('admin');
    expect(highestRole([])).toBeUndefined();
  });
});

describe('the host of an address that a caller chose', () => {
  it.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://127.0.0.1./',
    'https://１２７.0.0.1/',
    'https://127。0。0。1/',
    'https://acme.example.net@127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'https://[ff02::1]/',
    'https://[4000::1]/',
    'https://0.0.0.0/',
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/',
    'https://100.100.100.200/',
    'https://1684301000/',
    'https://100.64.0.1/',
    'https://198.18.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://a.localhost/',
    'https://printer.local/',
    'https://metadata.google.internal/',
    'https://1.0.0.127.in-addr.arpa/',
    'https://intranet/',
  ])('leads nowhere inside: %s', (url) => {
    expect(refuseHost(new URL(url).hostname)).toBeDefined();
  });

  it.each(['https://acme.example.net/', 'https://8.8.8.8/', 'https://[2400:3200::1]/', 'https://example.com./'])(
    'may be on the internet: %s',
    (url) => {
      expect(refuseHost(new URL(url).hostname)).toBeUndefined();
    },
  );

  it('may be inside where its name or network is listed, and nowhere else', () => {
    const places = readAllowedPlaces('127.0.0.0/8, ca.corp. fd00::7\nintranet 10.1.2.3');
    expect(places).toEqual({
      hosts: ['ca.corp', 'intranet'],
      networks: ['127.0.0.0/8', 'fd00::7/128', '10.1.2.3/32'],
    });
    const { refuseHost: refuse } = gateTo(places);
    expect(['127.9.9.9', 'CA.corp.', 'intranet', '[fd00::7]', '10.1.2.3'].map(refuse)).toEqual(
      Array(5).fill(undefined),
    );
    const { isListed } = gateTo(places);
    expect(['127.9.9.9', 'CA.corp.', '[fd00::7]', '[::ffff:127.0.0.1]'].map(isListed)).not.toContain(false);
    expect(['8.8.8.8', 'example.com', '[::1]'].map(isListed)).not.toContain(true);
    expect(['10.1.2.4', 'other.corp', '[fd00::8]', '[::1]'].map(refuse)).not.toContain(undefined);
  });

  it('is listed in a way that can be read', () => {
    expect(readAllowedPlaces()).toEqual(NO_ALLOWED_PLACES);
    expect(() => readAllowedPlaces('10.0.0.0/8,http://x')).toThrow(InvalidAllowedPlaces);
  });
});

describe('the address that a name leads to', () => {
  it('has to be on the internet, however public the name looks', () => {
    expect(refuseAddress('rebind.example.net', '10.0.0.7')).toBe(
      'rebind.example.net is at 10.0.0.7, which is no public address (private)',
    );
    expect(refuseAddress('mapped.example.net', '::ffff:169.254.169.254')).toContain('linkLocal');
    expect(refuseAddress('odd.example.net', 'ten')).toContain('no address that can be read');
    expect(refuseAddress('good.example.net', '8.8.8.8')).toBeUndefined();
  });

  it('may be inside where the host or the network is listed', () => {
    const { refuseAddress: refuse } = gateTo(readAllowedPlaces('ca.corp 10.1.0.0/16'));
    expect(refuse('CA.corp', '192.168.0.1')).toBeUndefined();
    expect(refuse('other.corp', '10.1.9.9')).toBeUndefined();
    expect(refuse('other.corp', '10.2.0.1')).toBeDefined();
  });
});

describe('whoever sends', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8::ffff:1', '2001:db8:0:0::/64'],
    ['unknown', 'unknown'],
    ['x'.repeat(100), 'x'.repeat(64)],
  ])('%s is counted as %s', (address, network) => {
    expect(sourceNetwork(address)).toBe(network);
  });
});
