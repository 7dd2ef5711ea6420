import type { RawReply, RawRequest } from '../service.ts'
import type { Address } from './address.ts'
import { decodeJson, encodeJson, parseJsonBody } from './json-codec.ts'
import { decodeEc2, decodeQuery } from './query-codec.ts'
import { decodeRest, encodeRest } from './rest-codec.ts'
import type { OperationModel } from './service-model.ts'
import { escapeXml, writeXml } from './xml-writer.ts'

/** The operation's input in the SDK's member names and types; not yet checked. */
export function decodeInput(address: Address, model: OperationModel, request: RawRequest): Record<string, unknown> {
  if (address.protocol === 'query') return decodeQuery(model.input, address.form ?? new URLSearchParams())
  if (address.protocol === 'ec2') return decodeEc2(model.input, address.form ?? new URLSearchParams())
  if (address.protocol === 'rest') {
    const url = new URL(request.path, 'http://127.0.0.1')
    return decodeRest(model, { ...request, url }, address.labels ?? {})
  }
  return decodeJson(model.input, parseJsonBody(request.body)) as Record<string, unknown>
}

function encodeQuery(address: Address, model: OperationModel, output: object, requestId: string): RawReply {
  const result =
    model.output.kind === 'struct' ? `<${model.name}Result>${writeXml(model.output, output)}</${model.name}Result>` : ''
  const metadata = `<ResponseMetadata><RequestId>${escapeXml(requestId)}</RequestId></ResponseMetadata>`
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: `<${model.name}Response xmlns="${address.wire?.xmlNamespace ?? ''}">${result}${metadata}</${model.name}Response>`,
  }
}

/** EC2 wraps nothing: the members stand beside the request's id. */
function encodeEc2(address: Address, model: OperationModel, output: object, requestId: string): RawReply {
  const inner = `<requestId>${escapeXml(requestId)}</requestId>${writeXml(model.output, output)}`
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: `<${model.name}Response xmlns="${address.wire?.xmlNamespace ?? ''}">${inner}</${model.name}Response>`,
  }
}

/** Writes an output that has been checked against the model. */
export function encodeOutput(address: Address, model: OperationModel, output: object, requestId: string): RawReply {
  if (address.protocol === 'query') return encodeQuery(address, model, output, requestId)
  if (address.protocol === 'ec2') return encodeEc2(address, model, output, requestId)
  if (address.protocol === 'rest') return encodeRest(model, output as Record<string, unknown>)
  return {
    status: 200,
    headers: { 'content-type': `application/x-amz-${address.protocol.replace('json', 'json-')}` },
    body: model.output.kind === 'unit' ? '{}' : JSON.stringify(encodeJson(model.output, output)),
  }
}
