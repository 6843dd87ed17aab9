"""How each kind of project runs its tests so that reports are written: one row a runner.

https://docs.pytest.org/en/stable/how-to/output.html, https://jestjs.io/docs/cli, https://vitest.dev/guide/reporters,
https://pkg.go.dev/cmd/go#hdr-Testing_flags, https://maven.apache.org/surefire/maven-surefire-plugin/,
https://docs.gradle.org/current/userguide/jacoco_plugin.html, https://learn.microsoft.com/dotnet/core/tools/dotnet-test,
https://nexte.st/docs/machine-readable/junit/, https://docs.phpunit.de/en/12.0/textui.html
"""

from __future__ import annotations

from lockstitch.values import NamedTuple


class Runner(NamedTuple):
    """`manifest`: the file that such a project has. `says`: what must stand in it, a regular expression.

    `command` runs the tests and writes `results` and `coverage`, globs below the folder of the manifest. `setup`: the
    lines of a GitHub step that installs the language; `install`: what installs the project.
    """

    name: str
    manifest: str
    says: str
    command: str
    results: str
    coverage: str
    setup: str
    install: str
    also: str = ""
    """What the command needs beside it."""


PYTHON = "uses: actions/setup-python@v5\n        with:\n          python-version: '3.13'"
NODE = "uses: actions/setup-node@v4\n        with:\n          node-version: 22"
JAVA = "uses: actions/setup-java@v4\n        with:\n          distribution: temurin\n          java-version: 21"
GO = "uses: actions/setup-go@v5\n        with:\n          go-version-file: go.mod"
RUST = "uses: taiki-e/install-action@v2\n        with:\n          tool: nextest,cargo-llvm-cov"
PHP = "uses: shivammathur/setup-php@v2\n        with:\n          coverage: xdebug"
RUBY = "uses: ruby/setup-ruby@v1\n        with:\n          bundler-cache: true"
DOTNET = "uses: actions/setup-dotnet@v4"

PYTEST = Runner(
    name="pytest",
    manifest="pyproject.toml",
    says=r"pytest",
    command="pytest --junitxml=junit.xml --cov --cov-branch --cov-context=test --cov-report=",
    results="junit.xml",
    coverage=".coverage",
    setup=PYTHON,
    install="pip install . pytest pytest-cov",
    also="pytest-cov",
)
UNITTEST = Runner(
    name="unittest",
    manifest="pyproject.toml",
    says=r"",
    command="coverage run --branch -m xmlrunner discover -o test-reports",
    results="test-reports/*.xml",
    coverage=".coverage",
    setup=PYTHON,
    install="pip install . coverage unittest-xml-reporting",
    also="coverage and unittest-xml-reporting",
)
VITEST = Runner(
    name="vitest",
    manifest="package.json",
    says=r'"vitest"',
    command="npx vitest run --coverage --coverage.reporter=json --reporter=json --outputFile=vitest.json",
    results="vitest.json",
    coverage="coverage/coverage-final.json",
    setup=NODE,
    install="npm ci",
    also="@vitest/coverage-v8",
)
JEST = Runner(
    name="Jest",
    manifest="package.json",
    says=r'"jest"',
    command="npx jest --ci --coverage --json --outputFile=jest.json",
    results="jest.json",
    coverage="coverage/coverage-final.json",
    setup=NODE,
    install="npm ci",
)
MOCHA = JEST._replace(
    name="mocha",
    says=r'"mocha"',
    command="npx nyc --reporter=json npx mocha --reporter mocha-junit-reporter --reporter-option mochaFile=junit.xml",
    results="junit.xml",
    also="nyc and mocha-junit-reporter",
)
GOLANG = Runner(
    name="Go",
    manifest="go.mod",
    says=r"",
    command="go test -json -coverprofile=cover.out ./... > gotest.json",
    results="gotest.json",
    coverage="cover.out",
    setup=GO,
    install="go mod download",
)
MAVEN = Runner(
    name="Maven",
    manifest="pom.xml",
    says=r"",
    command="mvn -B verify",
    results="target/surefire-reports/TEST-*.xml",
    coverage="target/site/jacoco/jacoco.xml",
    setup=JAVA,
    install="",
    also="the plugin jacoco-maven-plugin, with its report in the phase verify",
)
GRADLE = Runner(
    name="Gradle",
    manifest="build.gradle",
    says=r"",
    command="./gradlew test jacocoTestReport",
    results="build/test-results/*/TEST-*.xml",
    coverage="build/reports/jacoco/*/*.xml",
    setup=JAVA,
    install="",
    also="the plugin jacoco, with its XML report",
)
CARGO = Runner(
    name="Cargo",
    manifest="Cargo.toml",
    says=r"",
    command="cargo llvm-cov nextest --profile ci --lcov --output-path lcov.info",
    results="target/nextest/*/junit.xml",
    coverage="lcov.info",
    setup=RUST,
    install="",
    also="cargo-llvm-cov and nextest, with `junit` of a profile `ci` in .config/nextest.toml",
)
PHPUNIT = Runner(
    name="PHPUnit",
    manifest="phpunit.xml",
    says=r"",
    command="vendor/bin/phpunit --log-junit junit.xml --coverage-clover clover.xml",
    results="junit.xml",
    coverage="clover.xml",
    setup=PHP,
    install="composer install",
    also="Xdebug or PCOV",
)
RSPEC = Runner(
    name="RSpec",
    manifest=".rspec",
    says=r"",
    command="bundle exec rspec --format RspecJunitFormatter --out junit.xml",
    results="junit.xml",
    coverage="coverage/.resultset.json",
    setup=RUBY,
    install="",
    also="the gems rspec_junit_formatter and simplecov",
)
DOTNET_TEST = Runner(
    name="dotnet",
    manifest="*.sln",
    says=r"",
    command='dotnet test --logger trx --results-directory TestResults --collect "XPlat Code Coverage"',
    results="TestResults/*.trx",
    coverage="TestResults/*/coverage.cobertura.xml",
    setup=DOTNET,
    install="",
    also="the package coverlet.collector",
)
RUNNERS: tuple[Runner, ...] = (
    PYTEST,
    PYTEST._replace(manifest="pytest.ini", says=""),
    PYTEST._replace(manifest="setup.cfg"),
    PYTEST._replace(manifest="tox.ini"),
    VITEST,
    JEST,
    MOCHA,
    GOLANG,
    MAVEN,
    GRADLE,
    GRADLE._replace(manifest="build.gradle.kts"),
    CARGO,
    PHPUNIT,
    PHPUNIT._replace(manifest="phpunit.xml.dist"),
    RSPEC,
    DOTNET_TEST,
    UNITTEST,
    UNITTEST._replace(manifest="setup.py"),
)
"""The first row that fits a folder is taken. A project of pytest that names it nowhere is told by its test files."""
