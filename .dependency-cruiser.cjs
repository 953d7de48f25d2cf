// Who may import whom. Type imports count too, but where a rule says otherwise.
const BUILTINS = { dependencyTypes: ['core'] };

/** From `folder`, nothing outside of what is listed (regular expressions of paths). */
const only = (name, folder, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: folder },
  to: { pathNot: [folder, ...allowed], dependencyTypesNot: ['core'] },
});

const NPM = 'node_modules/';

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-function-imports-another',
      severity: 'error',
      from: { path: '^functions/([^/]+)/' },
      to: { path: '^functions/', pathNot: '^functions/$1/' },
    },
    only(
      'functions-use-shared',
      '^functions/',
      ['^shared/', `${NPM}(hono|jose|yaml|zod)/`],
      'and the API its libraries',
    ),
    only(
      'engine-knows-no-product',
      '^shared/engine/',
      ['^shared/(state|events|function-compute|domain-rules)/', '^shared/(cloud/acs3|secrets/vault)\\.ts$'],
      'the loop knows no cloud product; a signature is none, nor is a seal',
    ),
    only('leaves-know-only-rules', '^shared/(cloud|state|events|secrets|tls)/', ['^shared/domain-rules/'], ''),
    only(
      'functions-invoke-by-the-official-client',
      '^shared/function-compute/',
      ['^shared/domain-rules/', `${NPM}@alicloud/fc2/`],
      'loaded when somebody is invoked',
    ),
    only(
      'acme-signs-and-certifies',
      '^shared/acme/',
      ['^shared/domain-rules/', `${NPM}(jose|@peculiar/x509|reflect-metadata)/`],
      'JWS and certificate requests are not ours to reinvent',
    ),
    {
      name: 'leaves-keep-to-themselves',
      severity: 'error',
      from: { path: '^shared/(cloud|state|events|function-compute|acme|secrets|tls)/' },
      to: { path: '^shared/(cloud|state|events|function-compute|acme|secrets|tls)/', pathNot: '^shared/$1/' },
    },
    {
      name: 'leaves-take-types-of-rules-only',
      severity: 'error',
      from: { path: '^shared/(cloud|state|events|function-compute|acme|secrets|tls)/' },
      to: { path: '^shared/domain-rules/', dependencyTypesNot: ['type-only'] },
    },
    only('rules-are-pure', '^shared/domain-rules/', [`${NPM}(zod|ipaddr\\.js|tldts)/`], 'no I/O, no clock, no SDK'),
    { name: 'rules-know-no-machine', severity: 'error', from: { path: '^shared/domain-rules/' }, to: BUILTINS },
    {
      name: 'the-cloud-knows-no-product',
      comment: 'an error made on both sides must not cancel out',
      severity: 'error',
      from: { path: '^local/cloud/' },
      to: { path: '^(functions|shared|local/(runtime|house|demo|dev))/' },
    },
    {
      name: 'the-product-knows-no-laptop',
      severity: 'error',
      from: { path: '^(functions|shared|operator)/' },
      to: { path: '^local/' },
    },
    only('operators-use-shared', '^operator/', ['^shared/', `${NPM}(yaml|zod)/`], 'with credentials of their own'),
    only(
      'the-command-line-speaks-http',
      '^cli/',
      ['^shared/domain-rules/', `${NPM}(commander|listr2|yaml)/`],
      'what torii knows of a gateway it learns from the API',
    ),
    {
      name: 'the-command-line-takes-types-of-rules-only',
      severity: 'error',
      from: { path: '^cli/' },
      to: { path: '^shared/domain-rules/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nobody-imports-the-command-line',
      severity: 'error',
      from: { pathNot: '^(cli|test)/' },
      to: { path: '^cli/' },
    },
    { name: 'nobody-imports-tests', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
