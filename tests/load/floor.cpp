// caritas-floor: the least that a durable line can cost here. Plain libfcgi, threads with one database connection each, one prepared
// autocommit INSERT per call, a short answer: caritas-floor SOCKET DATABASE-SOCKET USER PASSWORD-FILE THREADS
#include <fcgiapp.h>
#include <mysql.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr int kBacklog = 4096;  // as the worker's
constexpr std::size_t kLargestBody = 32'768;

struct Access {
    std::string socket;
    std::string user;
    std::string password;
};

/// One connection and its only statement; of one thread.
class Lines {
public:
    Lines(const Access& access, std::uint64_t chat) : chat_(chat), database_(mysql_init(nullptr)), random_(std::random_device{}()) {
        if (mysql_real_connect(database_.get(), nullptr, access.user.c_str(), access.password.c_str(), "bench_floor", 0,
                               access.socket.c_str(), 0) == nullptr) {
            throw std::runtime_error(mysql_error(database_.get()));
        }
        statement_.reset(mysql_stmt_init(database_.get()));
        const std::string sql = "INSERT INTO floor (chat_id, seq, sender, client_id, body) VALUES (?, ?, 'counselor', ?, ?)";
        if (mysql_stmt_prepare(statement_.get(), sql.data(), sql.size()) != 0) throw std::runtime_error(mysql_stmt_error(statement_.get()));
    }

    /// True once it is committed.
    bool insert(std::string& body) {
        ++seq_;
        std::array<std::uint64_t, 2> client_id{random_(), random_()};
        std::array<MYSQL_BIND, 4> values{};
        bind_number(values[0], chat_);
        bind_number(values[1], seq_);
        bind_bytes(values[2], client_id.data(), sizeof client_id);
        bind_bytes(values[3], body.data(), body.size());
        return mysql_stmt_bind_param(statement_.get(), values.data()) == 0 && mysql_stmt_execute(statement_.get()) == 0;
    }

    [[nodiscard]] std::uint64_t seq() const { return seq_; }

private:
    static void bind_number(MYSQL_BIND& bind, std::uint64_t& value) {
        bind.buffer_type = MYSQL_TYPE_LONGLONG;
        bind.buffer = &value;
        bind.is_unsigned = true;
    }
    static void bind_bytes(MYSQL_BIND& bind, void* bytes, std::size_t size) {
        bind.buffer_type = MYSQL_TYPE_STRING;
        bind.buffer = bytes;
        bind.buffer_length = size;
    }

    struct Close {
        void operator()(MYSQL* database) const { mysql_close(database); }
        void operator()(MYSQL_STMT* statement) const { mysql_stmt_close(statement); }
    };
    std::uint64_t chat_;
    std::uint64_t seq_ = 0;
    std::unique_ptr<MYSQL, Close> database_;
    std::unique_ptr<MYSQL_STMT, Close> statement_;
    std::mt19937_64 random_;
};

void serve(int listening, const Access& access, std::uint64_t number) {
    mysql_thread_init();
    Lines lines(access, number);
    FCGX_Request request;
    FCGX_InitRequest(&request, listening, 0);
    std::string body(kLargestBody, '\0');
    while (FCGX_Accept_r(&request) == 0) {
        body.resize(kLargestBody);
        const int size = FCGX_GetStr(body.data(), static_cast<int>(body.size()), request.in);
        body.resize(static_cast<std::size_t>(size));
        const bool stored = lines.insert(body);
        FCGX_FPrintF(request.out, "Status: %d\r\nContent-Type: application/json; charset=utf-8\r\n\r\n{\"seq\":%d}", stored ? 200 : 500,
                     static_cast<int>(lines.seq()));
        FCGX_Finish_r(&request);
    }
}

void run(char** words) {
    Access access{words[2], words[3], {}};
    std::getline(std::ifstream(words[4]), access.password);
    if (FCGX_Init() != 0) throw std::runtime_error("libfcgi does not start");
    const int listening = FCGX_OpenSocket(words[1], kBacklog);
    if (listening < 0) throw std::runtime_error("cannot listen on " + std::string(words[1]));
    std::vector<std::thread> threads;
    for (int i = 1; i <= std::atoi(words[5]); ++i) threads.emplace_back(serve, listening, std::cref(access), static_cast<std::uint64_t>(i));
    for (std::thread& thread : threads) thread.join();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 6) {
        std::fprintf(stderr, "usage: caritas-floor SOCKET DATABASE-SOCKET USER PASSWORD-FILE THREADS\n");
        return 2;
    }
    try {
        std::signal(SIGPIPE, SIG_IGN);
        std::signal(SIGTERM, [](int) { _exit(0); });  // before FCGX_Init, which would only set a flag
        mysql_library_init(0, nullptr, nullptr);
        run(argv);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "caritas-floor: %s\n", error.what());
        return 1;
    }
}
