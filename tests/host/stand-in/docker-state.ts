/** What an image does when it runs: see app.ts. The last three are of images that cannot be pulled. */
export type Fate = 'graceful' | 'abrupt' | 'crash' | 'sick' | 'deaf' | 'gated' | 'unreachable' | 'denied' | 'helperless'

/** Fates by digest. */
export type Registry = Record<string, Fate>

export type RunOptions = Record<string, string[]>

export type Image = { repository: string; tag: string; digest: string; id: string; fate: Fate }

/** The part of `docker inspect` that is needed, under docker's names, and what the stand-in keeps beside it. */
export type Container = {
  Id: string
  Name: string
  Image: string
  Config: { Image: string; Labels: Record<string, string> }
  State: { Status: string; ExitCode: number; OOMKilled: boolean; Pid: number; Stopping: boolean }
  HostConfig: { RestartPolicy: string }
  RestartCount: number
  HostPort: number
  Port: number
  Options: RunOptions
}

/** What docker answers with, and the exit code of its client. */
export class Refusal extends Error {
  readonly exitCode: number

  constructor(exitCode: number, message: string) {
    super(message)
    this.exitCode = exitCode
  }
}
