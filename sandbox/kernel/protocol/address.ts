import type { RawRequest } from '../service.ts'
import { matchRoute } from './rest-codec.ts'
import { loadModel, type OperationModel, type Protocol, type ServiceModel, type Wire, wires } from './service-model.ts'

/** What a request asks for, and in which protocol the answer must be. */
export interface Address {
  readonly service: string
  readonly operation: string
  readonly caller: string
  /** `222222222222`: whose account it signs for, when it took on a role there. */
  readonly account?: string
  /** That it signs for. */
  readonly region?: string
  readonly protocol: Protocol
  readonly wire?: Wire
  /** Missing when the SDK's model has no such operation. */
  readonly model?: OperationModel
  readonly errors?: ServiceModel['errors']
  /** Query: the parameters of the form. */
  readonly form?: URLSearchParams
  /** REST: the labels in the path. */
  readonly labels?: Record<string, string>
}

interface Credential extends Pick<Address, 'account' | 'region'> {
  readonly caller: string
  readonly service: string | undefined
}

/** Roles of other accounts are taken on with the access key id `CALLER@ACCOUNT`. */
const CREDENTIAL = /Credential=([^/,\s@]+)(?:@(\d{12}))?\/\d{8}\/([^/]*)\/([^/]+)\/aws4_request/
const SERVICE_OF_TARGET = new Map(
  Object.entries(wires).flatMap(([service, { target }]) => (target === undefined ? [] : [[target, service] as const])),
)

/** Who signed the request, and for which service. Signatures are not verified. */
function readCredential(headers: RawRequest['headers']): Credential {
  const [, caller = 'anonymous', account, region, service] = CREDENTIAL.exec(headers['authorization'] ?? '') ?? []
  return { caller, service, ...(account ? { account } : {}), ...(region ? { region } : {}) }
}

async function modelled(service: string, operation: string): Promise<Pick<Address, 'wire' | 'model' | 'errors'>> {
  const wire = wires[service]
  if (wire === undefined) return {}
  const { operations, errors } = await loadModel(service)
  const model = operations.get(operation)
  return model === undefined ? { wire, errors } : { wire, errors, model }
}

async function jsonAddress(target: string, headers: RawRequest['headers'], credential: Credential): Promise<Address> {
  const [prefix = '', operation = ''] = target.split('.')
  const service = SERVICE_OF_TARGET.get(prefix) ?? credential.service ?? prefix
  const protocol = headers['content-type']?.includes('json-1.0') ? 'json1.0' : 'json1.1'
  const known = service === 'dynamodb' ? {} : await modelled(service, operation)
  return { service, operation, caller: credential.caller, protocol, ...known }
}

async function queryAddress(body: Buffer, credential: Credential): Promise<Address> {
  const form = new URLSearchParams(body.toString('utf8'))
  const operation = form.get('Action') ?? ''
  const service = credential.service ?? 'unknown'
  return {
    service,
    operation,
    caller: credential.caller,
    protocol: wires[service]?.protocol === 'ec2' ? 'ec2' : 'query',
    form,
    ...(await modelled(service, operation)),
  }
}

async function restAddress(request: RawRequest, credential: Credential): Promise<Address> {
  const { caller, service = request.path.startsWith('/2015-03-31/functions') ? 'lambda' : 'unknown' } = credential
  const [path = ''] = request.path.split('?')
  const unknown: Address = { service, operation: `${request.method} ${path}`, caller, protocol: 'rest' }
  const wire = wires[service]
  if (wire?.protocol !== 'rest') return unknown
  const model = await loadModel(service)
  const route = matchRoute(model, request.method, path)
  if (route === undefined) return { ...unknown, wire, errors: model.errors }
  const { operation, labels } = route
  return { ...unknown, operation: operation.name, wire, errors: model.errors, model: operation, labels }
}

/** Finds out what a request asks for: by `X-Amz-Target`, by a form's `Action`, or by method and path. */
export async function addressOf(request: RawRequest): Promise<Address> {
  const credential = readCredential(request.headers)
  const { account, region } = credential
  return { ...(await operationOf(request, credential)), ...(account ? { account } : {}), ...(region ? { region } : {}) }
}

function operationOf(request: RawRequest, credential: Credential): Promise<Address> {
  const target = request.headers['x-amz-target']
  if (target !== undefined) return jsonAddress(target, request.headers, credential)
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return queryAddress(request.body, credential)
  }
  return restAddress(request, credential)
}
