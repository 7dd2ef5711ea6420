import type { AwsError, RawReply } from '../service.ts'
import type { ErrorModel, Protocol } from './service-model.ts'
import { escapeXml } from './xml-writer.ts'

const NEUTRAL_STATUS = 400

/** JSON services say the type in `__type`; those that once spoke query add their old code in a header. */
function jsonError(error: AwsError, model: ErrorModel | undefined, contentType: string): RawReply {
  const fault = error.status >= 500 ? 'Receiver' : 'Sender'
  return {
    status: error.status,
    headers: {
      'content-type': contentType,
      ...(model?.queryCode === undefined ? {} : { 'x-amzn-query-error': `${model.queryCode};${fault}` }),
    },
    body: JSON.stringify({ __type: error.code, message: error.message }),
  }
}

function restError(error: AwsError, status: number): RawReply {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
    body: JSON.stringify({ Type: status >= 500 ? 'Service' : 'User', message: error.message, Message: error.message }),
  }
}

function queryError(error: AwsError, code: string, status: number, xmlNamespace: string, requestId: string): RawReply {
  const type = status >= 500 ? 'Receiver' : 'Sender'
  const inner = `<Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(error.message)}</Message>`
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse xmlns="${xmlNamespace}"><Error>${inner}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  }
}

function ec2Error(error: AwsError, requestId: string): RawReply {
  const inner = `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`
  return {
    status: error.status,
    headers: { 'content-type': 'text/xml' },
    body: `<Response><Errors><Error>${inner}</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
  }
}

/** Writes an error as the service's clients expect it; `model` is what the SDK knows of an exception of that name. */
export function writeError(
  error: AwsError,
  wire: { readonly protocol: Protocol; readonly xmlNamespace?: string },
  model: ErrorModel | undefined,
  requestId: string,
): RawReply {
  const status = error.status === NEUTRAL_STATUS ? (model?.status ?? NEUTRAL_STATUS) : error.status
  switch (wire.protocol) {
    case 'query':
      return queryError(error, model?.queryCode ?? error.code, status, wire.xmlNamespace ?? '', requestId)
    case 'ec2':
      return ec2Error(error, requestId)
    case 'rest':
      return restError(error, status)
    default:
      return jsonError(error, model, `application/x-amz-${wire.protocol.replace('json', 'json-')}`)
  }
}
