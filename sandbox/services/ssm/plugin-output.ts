const LARGEST = 2500
const ERROR_TITLE = '\n----------ERROR-------\n'
const CUT = '\n---Output truncated---'
const ERROR_CUT = '\n---Error truncated----'

function cut(text: string, size: number, mark: string): string {
  return text.length <= size ? text : `${text.slice(0, Math.max(0, size - mark.length))}${mark}`
}

/** What ListCommandInvocations shows of both streams: 2,500 characters, the end of each cut off. */
export function pluginOutput(stdout: string, stderr: string): string {
  const title = stderr === '' ? '' : ERROR_TITLE
  const room = LARGEST - title.length
  if (stdout.length + stderr.length <= room) return `${stdout}${title}${stderr}`
  const half = Math.floor(room / 2)
  const forOut = stderr.length <= half ? room - stderr.length : Math.min(stdout.length, half)
  return `${cut(stdout, forOut, CUT)}${title}${cut(stderr, room - Math.min(stdout.length, forOut), ERROR_CUT)}`
}
