import { styleText } from 'node:util'

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
  // Whoever reads may stop reading: longshore history | head.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') exit()
    throw error
  })
  return {
    print: (line) => console.log(line),
    complain: (line) => console.error(line),
    ...(stdout.isTTY && { width: stdout.columns }),
    paint: (colour, text) => styleText(colour, text, { stream: stdout }),
    during: stderr.isTTY ? (what, work) => showing(stderr, what, work) : (_what, work) => work,
  }
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
