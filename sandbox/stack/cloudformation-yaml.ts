import { isNode, isScalar, Pair, parseDocument, Scalar, visit, YAMLMap } from 'yaml'

/**
 * Parses YAML in which CloudFormation's short tags become the long form: `!Ref Queue` gives `{ Ref: 'Queue' }`.
 * @throws {Error} for a syntax error, with its line
 */
export function parseCloudformationYaml(text: string, file: string): unknown {
  const document = parseDocument(text, { logLevel: 'silent', prettyErrors: true })
  const [error] = document.errors
  if (error) throw new Error(`Cannot read ${file}: ${error.message}`)
  visit(document, {
    Node(_, node) {
      const tag = node.tag
      if (!tag || !/^![A-Z]/.test(tag)) return undefined
      delete node.tag
      return longForm(tag.slice(1), node)
    },
  })
  return document.toJS()
}

function longForm(name: string, node: unknown): YAMLMap {
  const map = new YAMLMap()
  const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`
  map.items.push(new Pair(new Scalar(key), name === 'GetAtt' ? attributePath(node) : node))
  return map
}

// `!GetAtt Queue.Arn` is short for a list of two.
function attributePath(node: unknown): unknown {
  if (!isNode(node) || !isScalar(node)) return node
  const text = String(node.value)
  const dot = text.indexOf('.')
  return [text.slice(0, dot), text.slice(dot + 1)]
}
