import { accessPaths } from './access-paths.ts';
import { certificatePaths } from './certificate-paths.ts';
import { deadLetterPaths } from './dead-letter-paths.ts';
import { guarded } from './guarded.ts';
import { answer, body, inPath, type Operation, pageParameters, problems, query } from './parts.ts';
import { recoverPaths } from './recover-paths.ts';
import { componentSchemas } from './schemas.ts';

/** The description of this API (OpenAPI 3.1). */
export function openApiDocument() {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Torii',
      version: 'v1',
      description: 'Keeps PAI-EAS dedicated gateways true to what their owner declared.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { acs3: [] }],
    paths: guarded(paths()),
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description:
            'An API key (torii_…), or a token of the OpenID Connect issuer that is declared where Torii is deployed. x-torii-role of each operation is the least role: viewer, operator or admin',
        },
        acs3: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description:
            'With TORII_HTTP_AUTH=function, instead: ACS3-HMAC-SHA256 with the action InvokeHTTPTrigger of version 2023-03-30. To the host of the trigger or a listed custom domain. The account itself has the role admin',
        },
      },
    },
  };
}

function paths(): Record<string, Record<string, Operation>> {
  return {
    '/v1/plan': {
      post: {
        operationId: 'plan',
        summary: 'The plan of a declaration, without writing anything',
        requestBody: DECLARATION,
        responses: { 200: answer('Plan'), ...problems(400, 413, 422) },
      },
    },
    '/v1/gateways': {
      get: {
        operationId: 'listGateways',
        summary: 'All declared gateways of the account',
        responses: { 200: answer('Gateways') },
      },
    },
    '/v1/gateways/{name}': {
      put: {
        operationId: 'declareGateway',
        summary: 'Declares a gateway, or takes over one that is there already',
        parameters: [NAME, query('adopt', 'Id or name of a gateway that is there already; it starts in mode report')],
        requestBody: DECLARATION,
        responses: {
          200: answer('Operation', 'Nothing changed'),
          202: answer('Operation', 'Written down; follow the operation'),
          ...problems(400, 404, 409, 413, 422),
        },
      },
      get: {
        operationId: 'getGateway',
        summary: 'How far a gateway has come: conditions with reasons, what is blocked and the way out',
        parameters: [NAME, REGION],
        responses: { 200: answer('Gateway'), ...problems(404, 409) },
      },
      delete: {
        operationId: 'deleteGateway',
        summary: 'Plans the removal, in reverse; it too waits for approval',
        parameters: [
          NAME,
          REGION,
          query('unbindServices', 'true: take its services off first', { type: 'string', enum: ['true', 'false'] }),
        ],
        responses: { 202: answer('Operation'), ...problems(404, 409) },
      },
    },
    '/v1/gateways/{name}/plan': {
      get: {
        operationId: 'planGateway',
        summary: 'What would be done now',
        parameters: [NAME, REGION],
        responses: { 200: answer('Plan'), ...problems(404, 409) },
      },
    },
    '/v1/gateways/{name}/approve': {
      post: {
        operationId: 'approvePlan',
        summary: "Says yes to one plan's effects, and with force to what its brakes hold back",
        parameters: [NAME, REGION],
        requestBody: body('Approval'),
        responses: { 202: answer('Operation'), ...problems(400, 404, 409, 413, 422) },
      },
    },
    '/v1/gateways/{name}/mode': {
      post: {
        operationId: 'setMode',
        summary: 'Says what Torii may do about a gateway from now on',
        parameters: [NAME, REGION],
        requestBody: body('ModeChange'),
        responses: { 202: answer('Operation'), ...problems(400, 404, 409, 413, 422) },
      },
    },
    '/v1/gateways/{name}/zones': {
      get: {
        operationId: 'readZones',
        summary: 'The zones that a gateway supports, and each candidate for the link of a VPC with its reason',
        parameters: [NAME, REGION],
        responses: { 200: answer('Zones'), ...problems(404, 409) },
      },
    },
    '/v1/capacity': {
      post: {
        operationId: 'capacity',
        summary: 'The smallest size for a load, or what a size carries, by the vendor’s own table',
        requestBody: body('CapacityQuestion', 'application/yaml'),
        responses: { 200: answer('Capacity'), ...problems(400, 413, 422) },
      },
    },
    '/v1/gateways/{name}/journal': {
      get: {
        operationId: 'readJournal',
        summary: 'Each intent before its write, each outcome after it, oldest first',
        parameters: [NAME, REGION, ...pageParameters()],
        responses: { 200: answer('Journal'), ...problems(400, 404, 409, 422) },
      },
    },
    '/v1/operations/{id}': {
      get: {
        operationId: 'getOperation',
        summary: 'What became of one declaration',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 200: answer('Operation'), ...problems(404) },
      },
    },
    ...certificatePaths(),
    ...deadLetterPaths(),
    ...recoverPaths(),
    ...accessPaths(),
    '/v1/openapi.json': {
      get: {
        operationId: 'describe',
        summary: 'This description',
        responses: {
          200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: { type: 'object' } } } },
        },
      },
    },
  };
}

const DECLARATION = body('Declaration', 'application/yaml');
const NAME = inPath('name', 'metadata.name');
const REGION = query('region', 'Where one name is used in several regions');
