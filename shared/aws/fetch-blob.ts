import { refuse } from './refusal.ts'

/** Configurations of images are a few kilobytes; layers are never read. */
export const largestBlobBytes = 1_000_000

const timeoutMs = 5_000

/** Reads a blob from where the registry says it lies: at most a megabyte, within five seconds. Refuses anything else. */
export async function fetchBlob(url: string, subject: string): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
    if (!response.ok)
      return refuse(
        'unavailable',
        `Cannot read ${subject}: its storage answered ${response.status}. It is tried again.`,
      )
    return await readBounded(response, subject)
  } catch (error) {
    if (error instanceof Error && error.name === 'Refusal') throw error
    // The URL is signed: whoever reads it in a log could use it.
    const what =
      error instanceof Error && error.name === 'TimeoutError' ? 'did not answer in time' : 'cannot be reached'
    return refuse('unavailable', `Cannot read ${subject}: its storage ${what}. It is tried again.`)
  }
}

async function readBounded(response: Response, subject: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > largestBlobBytes)
      return refuse(
        'invalid',
        `Cannot read ${subject}: it has more than ${largestBlobBytes} bytes, which no configuration has.`,
      )
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
