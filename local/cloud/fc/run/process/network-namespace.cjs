// The network as a deployed function meets it, though it runs on the loopback interface of one machine: names are those of
// the local cloud's DNS, connections leave from an address that stands for the function, port 443 of a gateway is where the
// gateways listen. Done below `net` and above the kernel, so that no client has to know of it.
'use strict';
const { constants } = require('node:os');
const net = require('node:net');
const { enterDns } = require('./names.cjs');

/**
 * @param network.address loopback address that this process is known by
 * @param network.egress loopback addresses that stand for the function: `internet` towards 127.64.0.0/11, `vpc` towards
 *   127.96.0.0/11, where the gateways' private names lead; without one there is no such way out
 * @param network.gatewayPorts ports by the port they are called at, on those addresses: `{ 80: …, 443: … }`
 * @param network.dns see names.cjs
 */
function enterNetwork({ address: own, egress, gatewayPorts, dns }, underWay) {
  enterDns(dns, underWay);
  // There is no public way to a socket's handle before it connects.
  const { TCP } = process.binding('tcp_wrap');
  const { connect } = TCP.prototype;

  TCP.prototype.connect = function (request, address, port) {
    if (isGateway(address)) {
      const from = isPrivate(address) ? egress.vpc : egress.internet;
      if (from === undefined) return -constants.errno.EHOSTUNREACH;
      this.bind(from, 0);
      return connect.call(this, request, address, gatewayPorts[port] ?? port);
    }
    // Nothing leaves the machine.
    if (!isLoopback(address)) return -constants.errno.EHOSTUNREACH;
    this.bind(own, 0);
    return connect.call(this, request, address, port);
  };
  TCP.prototype.connect6 = (_request, _address, _port) => -constants.errno.EHOSTUNREACH;

  // What is said to a gateway is a call for as long as the connection is open.
  const { connect: open } = net.Socket.prototype;
  net.Socket.prototype.connect = function (...given) {
    this.once('connect', () => {
      if (isGateway(this.remoteAddress)) this.once('close', underWay.begin());
    });
    return open.apply(this, given);
  };
}

function isLoopback(address) {
  return address.startsWith('127.');
}

function isGateway(address = '') {
  const [first, second] = address.split('.').map(Number);
  return first === 127 && second >= 64 && second < 128;
}

/** Of the addresses of gateways. */
function isPrivate(address) {
  return Number(address.split('.')[1]) >= 96;
}

module.exports = { enterNetwork };
