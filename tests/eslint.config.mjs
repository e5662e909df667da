// Rules for the JavaScript of pages and tests: what is a mistake, and how it is laid out. `bash tests/lint/run.sh --fix` lays it out.
import js from '@eslint/js';
import stylistic from '@stylistic/eslint-plugin';
import globals from 'globals';

const mistakes = {
  'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }],
  'no-control-regex': 'off', // signatures of files
  'no-unused-private-class-members': 'off', // takes "??=" for a write only
  'prefer-const': 'error',
  'no-var': 'error',
  eqeqeq: 'error',
  'object-shorthand': 'error',
  'array-callback-return': 'error',
  'no-self-compare': 'error',
  'no-unreachable-loop': 'error',
  'no-throw-literal': 'error',
  'no-unneeded-ternary': 'error',
  'no-useless-return': 'error',
  'no-lonely-if': 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-template-curly-in-string': 'error',
};

const layout = (indent, quotes) => ({
  ...Object.fromEntries(['arrow-parens', 'arrow-spacing', 'array-bracket-spacing', 'block-spacing', 'comma-spacing', 'computed-property-spacing', 'eol-last',
    'func-call-spacing', 'key-spacing', 'keyword-spacing', 'new-parens', 'no-extra-semi', 'no-floating-decimal', 'no-tabs', 'no-trailing-spaces',
    'no-whitespace-before-property', 'rest-spread-spacing', 'semi', 'semi-spacing', 'space-before-blocks', 'space-infix-ops', 'space-unary-ops',
    'switch-colon-spacing', 'template-curly-spacing'].map((name) => [`@stylistic/${name}`, 'error'])),
  '@stylistic/indent': ['error', indent, { SwitchCase: 1, ignoredNodes: ['ConditionalExpression', 'TemplateLiteral *'] }],
  '@stylistic/quotes': ['error', quotes, { avoidEscape: true, allowTemplateLiterals: 'always' }],
  '@stylistic/brace-style': ['error', '1tbs', { allowSingleLine: true }],
  '@stylistic/comma-dangle': ['error', 'always-multiline'],
  '@stylistic/dot-location': ['error', 'property'],
  '@stylistic/max-len': ['error', { code: 240, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }],
  '@stylistic/no-multi-spaces': ['error', { ignoreEOLComments: true }],
  '@stylistic/no-multiple-empty-lines': ['error', { max: 1, maxBOF: 0, maxEOF: 0 }],
  '@stylistic/object-curly-spacing': ['error', 'always'],
  '@stylistic/padded-blocks': ['error', 'never'],
  '@stylistic/space-before-function-paren': ['error', { anonymous: 'always', named: 'never', asyncArrow: 'always' }],
  '@stylistic/spaced-comment': ['error', 'always', { line: { markers: ['/'] }, block: { markers: ['*'], balanced: true } }],
});

export default [
  { ignores: ['**/node_modules/', 'build/'] },
  js.configs.recommended,
  { plugins: { '@stylistic': stylistic }, rules: mistakes },
  { files: ['htdocs/**/*.{js,mjs}'], languageOptions: { globals: globals.browser }, rules: layout(4, 'double') },
  { files: ['htdocs/**/*.mjs'], languageOptions: { globals: globals.node } },
  // What runs in a test's browser stands in the test's file.
  { files: ['tests/**/*.mjs'], languageOptions: { globals: { ...globals.node, ...globals.browser } }, rules: layout(2, 'single') },
  // Read by browsers that are too old for the rest.
  { files: ['htdocs/js/boot.js'], rules: { 'no-var': 'off', 'object-shorthand': 'off' } },
];
