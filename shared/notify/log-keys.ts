import { type FollowedDocument, isProgress } from './parse-document.ts'

/** What every log line about a document says: which, of which target, of which deployment. */
export function keysOf(document: FollowedDocument): Readonly<Record<string, string>> {
  const { id, target } = document
  const deploymentId =
    isProgress(document) || document.kind === 'outcome' ? document.deployment.id : document.deploymentId
  return { announcement: id, target, ...(deploymentId === undefined ? {} : { deploymentId }) }
}
