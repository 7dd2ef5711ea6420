/** The thread a function runs in: loads the handler once, then invokes it message by message, as Lambda's runtime does. */
import Module, { createRequire } from 'node:module'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { describeError } from './describe-error.ts'
import { CONFIG_MODULE, type InvokeMessage, type WorkerMessage, type WorkerStart } from './worker-messages.ts'
import { installWorldDate } from './world-date.ts'

type Handler = (event: unknown, context: object) => unknown

function start(port: MessagePort, { file, exportName, time, config, compileCache }: WorkerStart): void {
  const post = (message: WorkerMessage) => port.postMessage(message)
  Module.enableCompileCache(compileCache)
  installWorldDate(time)
  forwardOutput(post)
  provideConfig(config)
  try {
    const handler = loadHandler(file, exportName)
    port.on('message', (message: InvokeMessage) => void invoke(handler, message, post))
    post({ kind: 'ready' })
  } catch (error) {
    post({ kind: 'broken', error: describeError(error) })
  }
}

function loadHandler(file: string, exportName: string): Handler {
  const loaded: Record<string, unknown> = createRequire(file)(file)
  const handler = loaded[exportName]
  if (typeof handler === 'function') return handler as Handler
  const error = new Error(`${exportName} is undefined or not exported`)
  error.name = 'Runtime.HandlerNotFound'
  throw error
}

async function invoke(handler: Handler, message: InvokeMessage, post: (message: WorkerMessage) => void): Promise<void> {
  try {
    const answer = await handler(JSON.parse(message.payload), contextFor(message))
    post({ kind: 'done', payload: JSON.stringify(answer) ?? 'null' })
  } catch (error) {
    post({ kind: 'failed', error: describeError(error) })
  }
}

function contextFor({ requestId, deadline, arn }: InvokeMessage): object {
  const { env } = process
  return {
    awsRequestId: requestId,
    invokedFunctionArn: arn,
    functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: '$LATEST',
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  }
}

// Lines travel by the same port as results, so that none arrives after the invocation it belongs to.
function forwardOutput(post: (message: WorkerMessage) => void): void {
  const write = (chunk: unknown, ...rest: readonly unknown[]): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString()
    post({ kind: 'log', text })
    const written = rest.at(-1)
    if (typeof written === 'function') written()
    return true
  }
  process.stdout.write = write
  process.stderr.write = write
}

// Only this one import has no file: the bundle leaves it open so that one build serves worlds of any configuration.
function provideConfig(config: unknown): void {
  const loader: { _load?: (request: string, ...rest: unknown[]) => unknown } = Object(Module)
  const load = loader._load
  if (!load)
    throw new Error('Cannot provide the configuration to handlers: this Node has no Module._load. Use Node 24.')
  loader._load = (request, ...rest) => (request === CONFIG_MODULE ? config : load(request, ...rest))
}

if (parentPort) start(parentPort, workerData)
