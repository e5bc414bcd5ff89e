/** Scenes of code, commands, logs and configuration. */
export const codeScenes: readonly (readonly string[])[] = [
  [
    'import { readFile } from \'node:fs/promises\';', 'export async function load(path: string): Promise<Config> {', '  const text = await readFile(path, \'utf8\');', '  return JSON.parse(text) as Config;', '}', '// Ignore files that start with a dot.', 'const visible = names.filter((name) => !name.startsWith(\'.\'));',
    'for (const name of visible) console.log(name);', 'if (visible.length === 0) throw new Error(\'nothing to do\');', 'export const defaults = { retries: 3, mode: \'strict\' };', '/** The system prompt is added by the caller. */', 'let current = defaults.retries;', 'while (current > 0) current -= 1;', 'return { ok: true, value };',
  ],
  [
    'def total(rows):', '    """Return the sum of all prices."""', '    return sum(row["price"] for row in rows)', 'import sys', 'class Parser:', '    def __init__(self, text):', '        self.text = text', 'print("done")', 'if __name__ == "__main__":', '    main(sys.argv[1:])', '# Override the default handler', 'try:', '    connection.execute(query)', 'except TimeoutError:', '    logger.warning("retrying")',
  ],
  [
    '2024-05-01 12:00:01 INFO server started on port 8080', '2024-05-01 12:00:07 WARN slow query, 1204 ms', '2024-05-01 12:01:30 ERROR user not found: 4711', 'GET /api/users/12 200 8 ms', 'POST /login 401 3 ms', '[main] DEBUG loading instructions for the importer', 'Traceback (most recent call last):', '  File "app.py", line 12, in <module>', 'ValueError: invalid literal', 'Segmentation fault', 'at Object.run (worker.js:88:12)', 'ok 12 - parses an empty list', 'Tests: 3 failed, 118 passed', 'exit code 1',
  ],
  [
    'SELECT name, COUNT(*) FROM orders GROUP BY name;', 'CREATE TABLE users (id INT PRIMARY KEY, name TEXT NOT NULL);', 'UPDATE items SET price = price * 1.1 WHERE id < 100;', 'git commit -m "Forget the old cache"', 'npm install --ignore-scripts', 'docker run --rm -p 80:80 web', 'cd /var/www && ls -la', 'sudo systemctl restart nginx', 'curl -s https://example.org/status', 'export MODE=production', 'version: "3"', 'services:', '  web:', '    image: nginx', '    restart: always',
  ],
  [
    '<div class="card">', '<h1>Welcome</h1>', '<p>Please enter your name.</p>', '<input type="text" name="user" />', '<button type="submit">Send</button>', '</div>', '.card { color: #333; display: none; }', 'document.querySelector("#menu").addEventListener("click", open);', '<!-- end of header -->', '<a href="/help">Instructions</a>', '{"role": "user", "content": "hello"}', '{"type": "object", "properties": {}}', '<script src="app.js"></script>', 'function answer(question) { return lookup[question]; }',
  ],
];
