// Every name is asked at the local cloud's DNS, whichever part of `node:dns` asks.
'use strict';
const dns = require('node:dns');
const { syncBuiltinESMExports } = require('node:module');
const { isIP } = require('node:net');
const promises = require('node:dns/promises');

/**
 * @param servers `address:port` of the DNS that everybody asks
 * @param nameServers name → its public address, and `at`, the `address:port` where it answers on this machine
 * @param from loopback address to ask from; a VPC's own names show to those inside only
 */
function enterDns({ servers, nameServers, from }, underWay) {
  const published = new Map(Object.entries(nameServers));
  const places = new Map(Object.values(nameServers).map(({ address, at }) => [address, at]));
  const place = (server) => places.get(server.replace(/:53$/, '')) ?? server;

  const entered = (Base, asPromise) =>
    class Resolver extends Base {
      constructor(options) {
        super(options);
        super.setServers(servers);
        super.setLocalAddress(from);
      }

      setServers(given) {
        super.setServers(given.map(place));
      }

      resolve4(name, ...rest) {
        const server = published.get(String(name).toLowerCase());
        if (!server) return super.resolve4(name, ...rest);
        if (asPromise) return Promise.resolve([server.address]);
        process.nextTick(rest.at(-1), null, [server.address]);
      }
    };
  const Resolver = counted(entered(dns.Resolver, false), underWay, false);
  const PromisesResolver = counted(entered(promises.Resolver, true), underWay, true);

  lend(dns, Resolver);
  lend(promises, PromisesResolver);
  promises.lookup = lookupWith(new PromisesResolver(), promises.lookup);
  dns.lookup = (name, given, done = given) => {
    const options = typeof given === 'number' ? { family: given } : typeof given === 'function' ? {} : (given ?? {});
    promises.lookup(name, options).then(
      (found) => (options.all ? done(null, found) : done(null, found.address, found.family)),
      (error) => done(error),
    );
  };
  syncBuiltinESMExports();
}

/** `dns.resolve4(…)` and its like ask through a resolver of their own. */
function lend(module, Resolver) {
  const common = new Resolver();
  module.Resolver = Resolver;
  module.setServers = (given) => common.setServers(given);
  module.getServers = () => common.getServers();
  for (const name of QUESTIONS) module[name] = (...given) => common[name](...given);
}

function lookupWith(resolver, real) {
  return async (name, given = {}) => {
    const options = typeof given === 'number' ? { family: given } : given;
    if (!name || isIP(name) || name === 'localhost') return real(name, { ...options, family: options.family || 4 });
    const addresses = await resolver.resolve4(name).catch((error) => {
      throw notFound(name, error);
    });
    const found = addresses.map((address) => ({ address, family: 4 }));
    return options.all ? found : found[0];
  };
}

/** As getaddrinfo says it. */
function notFound(name, { code }) {
  const known = code === 'ENODATA' ? 'ENOTFOUND' : code;
  return Object.assign(new Error(`getaddrinfo ${known} ${name}`), {
    code: known,
    errno: -3008,
    syscall: 'getaddrinfo',
    hostname: name,
  });
}

/** A question is a call under way until it is answered. */
function counted(Resolver, underWay, asPromise) {
  for (const name of QUESTIONS) {
    const ask = Resolver.prototype[name];
    Resolver.prototype[name] = function (...given) {
      const end = underWay.begin();
      if (asPromise) return ask.apply(this, given).finally(end);
      const done = given.pop();
      return ask.apply(this, [
        ...given,
        (...answer) => {
          end();
          done(...answer);
        },
      ]);
    };
  }
  return Resolver;
}

const QUESTIONS = [
  ...['resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveCaa', 'resolveCname', 'resolveMx', 'resolveNaptr'],
  ...['resolveNs', 'resolvePtr', 'resolveSoa', 'resolveSrv', 'resolveTxt', 'reverse'],
];

module.exports = { enterDns };
