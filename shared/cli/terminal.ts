import { styleText } from 'node:util'
import { calledWrongly } from './exit-code.ts'

/** Where the command line writes. */
export interface Terminal {
  /** The answer, and nothing else. */
  readonly print: (line: string) => void
  /** What is said besides: mistakes, progress. */
  readonly complain: (line: string) => void
  /** Columns of the terminal; absent where nobody looks, so that nothing is cut. */
  readonly width?: number
  /** The text in a colour, or as it is where colours are not wanted. */
  readonly paint: (colour: Colour, text: string) => string
  /** Shows what is being waited for until it is there; nothing where nobody looks. */
  readonly during: <T>(what: string, work: Promise<T>) => Promise<T>
}

export type Colour = 'green' | 'red' | 'yellow' | 'dim' | 'bold'

/** Whoever waits shorter need not be told what for. */
const worthTellingMs = 400

/** The terminal of this process. Colours follow NO_COLOR and FORCE_COLOR, and whether somebody looks. */
export function processTerminal({
  stdout,
  stderr,
  exit,
}: Pick<NodeJS.Process, 'stdout' | 'stderr' | 'exit'>): Terminal {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isUnread(error)) return
    console.error(`Cannot write the answer: ${error.message}. Make room, or write it elsewhere.`)
    exit(calledWrongly)
  })
  stderr.on('error', (error: NodeJS.ErrnoException) => {
    // There is nowhere left to say it.
    if (!isUnread(error)) exit(calledWrongly)
  })
  return {
    print: (line) => console.log(line),
    complain: (line) => console.error(line),
    ...(stdout.isTTY && { width: stdout.columns }),
    paint: (colour, text) => styleText(colour, text, { stream: stdout }),
    during: stderr.isTTY ? (what, work) => showing(stderr, what, work) : (_what, work) => work,
  }
}

/** Whoever reads may stop reading (longshore watch … | head): the command goes on, and its exit code says what it came to. */
function isUnread({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE'
}

async function showing<T>(stderr: NodeJS.WriteStream, what: string, work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => stderr.write(`${what} …`), worthTellingMs)
  try {
    return await work
  } finally {
    clearTimeout(timer)
    stderr.write('\r\u001B[K')
  }
}
