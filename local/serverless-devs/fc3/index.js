// A stand-in for the component fc3 of Serverless Devs: `s` loads it where FC3_COMPONENT names this folder. It speaks to
// Function Compute with the official clients and in the order of fc3 0.1.22, and its schema is closed, which fc3's is not.
const { deploy } = require('./deploy.js');
const { info } = require('./info.js');
const { plan } = require('./plan.js');
const { record } = require('./recorder.js');
const { remove } = require('./remove.js');
const { resolveProps } = require('./props.js');
const { schema } = require('./schema.js');
const { connect } = require('./clients.js');

class Fc3 {
  constructor({ logger } = {}) {
    this.logger = logger ?? console;
    this.commands = {
      deploy: { help: { description: 'Deploy a function, its triggers and its configurations', option: [] } },
      info: { help: { description: 'Show what is deployed', option: [] } },
      plan: { help: { description: 'Show what a deployment would change', option: [] } },
      remove: { help: { description: 'Remove the function', option: [] } },
    };
  }

  /** What `s verify` checks the props with: JSON Schema, as text. */
  getSchema() {
    return JSON.stringify(schema);
  }

  async deploy(inputs) {
    const at = await this.#place(inputs);
    record(inputs, at.props);
    return deploy(at);
  }

  async info(inputs) {
    return info(await this.#place(inputs));
  }

  async plan(inputs) {
    return plan(await this.#place(inputs));
  }

  async remove(inputs) {
    return remove(await this.#place(inputs));
  }

  async #place(inputs) {
    const credential = await inputs.getCredential();
    const props = resolveProps(inputs.props, credential.AccountID);
    return { ...connect(props, credential), props, directory: directoryOf(inputs), logger: this.logger };
  }
}

function directoryOf({ yaml }) {
  return yaml?.path ? require('node:path').dirname(yaml.path) : process.cwd();
}

module.exports = Fc3;
