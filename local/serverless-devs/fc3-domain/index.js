// `s deploy` loads the component fc3-domain even where no custom domain is declared; this one has none to offer.
class Fc3Domain {
  async info() {
    throw new Error('no custom domain is declared');
  }

  async deploy() {
    throw new Error('custom domains are not deployed from here: use the component fc3-domain of Serverless Devs');
  }

  async plan() {}

  async remove() {}
}

module.exports = Fc3Domain;
