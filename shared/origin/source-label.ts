import type { Label } from './image-labels.ts'
import type { Source } from './origin.ts'

const longest = 300

/** Whole texts: nothing before, nothing after, no credentials, no query, no further path. */
const forms = [
  /^(?:git\+)?https?:\/\/([a-z0-9.-]{1,253}(?::\d{1,5})?)\/([^/]+)\/([^/]+)\/?$/i,
  /^(?:ssh:\/\/)?git@([a-z0-9.-]{1,253})[:/]([^/]+)\/([^/]+)$/i,
]

/** What GitHub lets accounts and repositories be called. */
const ownerName = /^[a-z0-9](?:[a-z0-9_-]{0,38})$/i
const repositoryName = /^[a-z0-9._-]{1,100}$/i

/** The repository that a label names: `https://github.com/acme/api`, with or without `.git`, or its SSH form. */
export function sourceIn(label: unknown): Label<Source> {
  if (label === undefined || label === '') return { kind: 'absent' }
  if (typeof label !== 'string') return { kind: 'refused', why: 'it is no text' }
  if (label.length > longest) return { kind: 'refused', why: `it has more than ${longest} characters` }
  const [, host, owner, ending] = forms.map((form) => form.exec(label)).find(Boolean) ?? []
  const name = ending?.replace(/\.git$/i, '')
  if (host === undefined || owner === undefined || name === undefined || !isRepository(owner, name))
    return { kind: 'refused', why: 'it is not the URL of a repository (https://github.com/OWNER/NAME)' }
  return { kind: 'taken', value: { host: host.toLowerCase(), owner, name } }
}

function isRepository(owner: string, name: string): boolean {
  return ownerName.test(owner) && repositoryName.test(name) && name !== '.' && name !== '..'
}
